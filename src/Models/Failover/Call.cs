using System.Text;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace Parley.Models;

/// <summary>One answer that is asked for, whatever number of attempts it takes: what was asked, and what was said so far.</summary>
internal sealed class Call : IDisposable
{
    private readonly StringBuilder _said = new();
    private readonly CancellationTokenSource _limit;
    private readonly CancellationTokenSource _both;
    private readonly FailoverOptions _failover;
    private readonly HealthProbe? _probes;
    private readonly ILogger _logger;
    private string? _text;

    public Call(
        IReadOnlyList<ChatMessage> messages, ChatOptions? options, CallContext context, FailoverOptions failover, HealthProbe? probes, TimeProvider time, ILogger logger,
        CancellationToken cancellationToken)
    {
        (Options, Context, Time, _failover, _probes, _logger) = (options, context, time, failover, probes, logger);
        var begun = messages is [.., { } last] && last.Role == ChatRole.Assistant && last.Contents.All(content => content is TextContent) ? last.Text : "";
        Prompt = begun.Length == 0 ? messages : [.. messages.Take(messages.Count - 1)];
        Given = begun.Length;
        _said.Append(begun);
        _limit = new(failover.LongestCall, time);
        _both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _limit.Token);
    }

    /// <summary>What is answered, without the beginning of the answer.</summary>
    public IReadOnlyList<ChatMessage> Prompt { get; }

    public ChatOptions? Options { get; }

    public CallContext Context { get; }

    public TimeProvider Time { get; }

    /// <summary>How much of the answer stood there before the call.</summary>
    public int Given { get; private set; }

    /// <summary>The prompt as the choice of a replica sees it; null where it is not chosen by that.</summary>
    public Lazy<PromptPrefix>? Prefix { get; set; }

    /// <summary>Where its attempts are told; null where its route rolls nothing out.</summary>
    public RolloutTally? Rollout { get; set; }

    /// <summary>How much of the places at a busy deployment its tenant gets beside others.</summary>
    public double Weight { get; set; } = 1;

    /// <summary>The answer so far.</summary>
    public string Said => _text ??= _said.ToString();

    public bool HasSaid => _said.Length > Given;

    public CancellationToken Stopping => _both.Token;

    public bool IsOverTime => _limit.IsCancellationRequested;

    public ProviderException OverTime() =>
        new(ProviderFailure.Timeout, $"The answer was not finished within {_failover.LongestCall.TotalSeconds:0.#} s.");

    public void Say(string text)
    {
        _said.Append(text);
        _text = null;
    }

    /// <summary>What was said does not hold: the answer begins anew.</summary>
    public void Restart()
    {
        _said.Clear();
        (_text, Given) = (null, 0);
    }

    public void Opened(Deployment deployment, ProviderException failure)
    {
        _probes?.Watch(deployment);
        FailoverTelemetry.Opened(deployment);
        _logger.BreakerOpened(deployment.Name, failure.Kind.ToString(), deployment.Health.OpenUntil);
    }

    /// <summary>The tokens that an attempt takes, as far as they can be told before it; 0 where nobody asks for them.</summary>
    public long TokensAt(Deployment deployment) => deployment.Limits.Tpm is null ? 0
        : Prompt.Sum(message => (long)deployment.Tokens.Estimate(message.Text)) + (Options?.MaxOutputTokens ?? deployment.MaxOutputTokens);

    /// <summary>
    /// Whether what was said is given up at this deployment: an answer in a schema, or one whose tokens are told one by one, is not joined by its words.
    /// </summary>
    public bool BeginsAnewAt(Deployment deployment) =>
        HasSaid && (Options?.ResponseFormat is ChatResponseFormatJson || Options.Asks()?.Logprobs is not null) && !deployment.Continues(Options.Asks());

    /// <returns>How many tokens the rest of the answer may have at this deployment; null for no limit, 0 when it is full.</returns>
    public async ValueTask<int?> RoomAsync(Deployment deployment) => Options?.MaxOutputTokens is not { } most || !HasSaid || BeginsAnewAt(deployment)
        ? Options?.MaxOutputTokens
        : Math.Max(0, most - await deployment.Tokens.CountAsync(Said[Math.Min(Given, _said.Length)..], Stopping));

    public void Dispose()
    {
        _both.Dispose();
        _limit.Dispose();
    }
}
