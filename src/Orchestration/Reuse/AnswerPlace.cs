using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Parley.Caching;
using Parley.Knowledge;
using Parley.Models;

namespace Parley.Orchestration;

/// <summary>
/// Where the answer to a turn is kept. The key covers all that the answer depends on: the tenant, what the asker may see and in which state it is,
/// the model, the prompt as it is sent and its version, the knobs, the tools and the format. The scope covers the same but the question.
/// </summary>
/// <param name="Key">64 hexadecimal digits.</param>
/// <param name="Scope">The same, or null for a question that is never answered from a similar one.</param>
internal sealed record AnswerPlace(string Key, string? Scope)
{
    /// <returns>
    /// Null for a turn whose answer depends on more than can be named: files, tools, a draft that is gone on with. Null too where more is told than its text:
    /// thinking, and how likely its tokens are.
    /// </returns>
    public static AnswerPlace? Of(Turn turn)
    {
        if (turn.KnowledgeVersion is null || turn.Draft.Length > 0 || turn.Draft.Approvals.Count > 0 || turn.Options.Tools is not null || HasFiles(turn)
            || turn.Options.Asks is { Thinking: not null } or { Logprobs: not null }
            || turn.Deployment is not { IsLanguageModel: true } || turn.Prompt.Any(message => message.Contents.Any(content => content is not TextContent)))
        {
            return null;
        }

        var around = Around(turn);
        return new(
            Hash(new { around, prompt = Lines(turn.Prompt) }),
            IsSelfContained(turn) && Screening.Of(turn.UserText) is null
                ? Hash(new { around, prompt = Lines(turn.Prompt.Where(message => message.Role == ChatRole.System)), similar = true })
                : null);
    }

    /// <summary>The models whose answers a place holds: among them the balancer chooses. What others say in their place is not kept there.</summary>
    public static IReadOnlyList<Deployment> ModelsOf(Turn turn) =>
        turn.Plan is { } plan ? [.. plan.Tiers[0].Select(one => one.Deployment).OrderBy(one => one.Name, StringComparer.Ordinal)] : [turn.Deployment!];

    // A file of the conversation is found also where the message that it came with is not in the window, and nobody else may hear of it.
    private static bool HasFiles(Turn turn) =>
        turn.Attachments.Count > 0 || turn.Sources.Select(source => source.Hit.Namespace)
            .Concat((turn.Retrieval?.Chunks ?? []).Select(chunk => chunk.Namespace)).Any(name => AttachedNamespace.Parse(name) is not null);

    private static bool IsSelfContained(Turn turn) =>
        turn is { Window.Count: 1, Earlier.Length: 0, EarlierAnswer: null, Options.Format: "text", Options.Task: null, Options.Asks: null or { Names: false } };

    private static object Around(Turn turn) => new
    {
        tenant = turn.Tenant.Id.Value,
        knowledge = turn.KnowledgeVersion,
        deployment = turn.Deployment!.Name,
        turn.Deployment.Model,
        models = ModelsOf(turn).Select(one => (string[])[one.Name, one.Model]),
        version = turn.PromptRecord?.Version,
        turn.Knobs?.Knobs,
        turn.Options.PresencePenalty,
        turn.Options.Seed,
        turn.Options.Stop,
        turn.Options.ToolChoice,
        turn.Options.Format,
        schema = turn.Options.Schema?.GetRawText(),
        turn.Options.SchemaName,
        turn.Options.SchemaDescription,
        turn.Options.Asks,
        turn.Options.Retrieval,
        turn.Options.OwnRanges,
        turn.IsWithoutSources,
    };

    private static IEnumerable<string?[]> Lines(IEnumerable<ChatMessage> prompt) => prompt.Select(message => (string?[])[message.Role.Value, message.Text, message.AuthorName]);

    private static string Hash(object what) => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(what)));
}
