using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Parley.Accounts;

namespace Parley.Models.Tests;

/// <summary>Deployments and calls for tests.</summary>
internal static class Make
{
    public static readonly TenantScope Tenant = new(new("tenant_a"));

    /// <summary>A deployment that is only looked at, never called.</summary>
    public static Deployment Deployment(int maxOutputTokens = 4096, RefusedParameters? refused = null, string name = "model", string provider = "openai", KnobLimits? limits = null, int contextTokens = 8192) =>
        new DeploymentFactory(null!, Options.Create(new FailoverOptions()), Options.Create(new LoadOptions()), TimeProvider.System, NullLogger<Meter>.Instance).Make(
            provider, name, new(name, contextTokens, maxOutputTokens, ModelAbilities.Chat, new FakeChatClient()) { Refused = refused ?? new(), KnobLimits = limits ?? new() });

    public static CallContext Context(string purpose = "chat") => new() { Tenant = Tenant, Purpose = purpose };

    public static ChatMessage User(string text) => new(ChatRole.User, text);

    public static ChatMessage Assistant(string text) => new(ChatRole.Assistant, text);

    public static Passage Passage(string text, string label = "S1", string? title = null, string? heading = null, double score = 1) =>
        new(label, title, heading, text, score);
}
