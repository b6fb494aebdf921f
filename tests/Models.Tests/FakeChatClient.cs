using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Parley.Models.Tests;

/// <summary>A model that says what the test tells it to.</summary>
internal sealed class FakeChatClient : IChatClient
{
    public int Calls { get; private set; }

    /// <summary>What the last call was made with.</summary>
    public ChatOptions? LastOptions { get; private set; }

    /// <summary>The messages of the last call.</summary>
    public IReadOnlyList<ChatMessage> LastSent { get; private set; } = [];

    public bool Disposed { get; private set; }

    /// <summary>What the answer consists of.</summary>
    public List<ChatResponseUpdate> Says { get; init; } = [];

    /// <summary>Strikes after everything was said, or before the first word when nothing is.</summary>
    public Exception? Fails { get; set; }

    /// <summary>After everything was said the answer stands still until it is cancelled.</summary>
    public bool Stalls { get; set; }

    /// <summary>Nothing is said before it ends.</summary>
    public TaskCompletionSource? Waits { get; set; }

    public bool HasStalled { get; private set; }

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Calls++;
        (LastOptions, LastSent) = (options, [.. messages]);
        await (Waits?.Task ?? Task.CompletedTask);
        foreach (var update in Says)
        {
            await Task.Yield();
            yield return update;
        }

        if (Stalls)
        {
            HasStalled = true;
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }

        if (Fails is not null)
        {
            throw Fails;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose() => Disposed = true;

    public static ChatResponseUpdate Text(string text) => new(ChatRole.Assistant, text);

    public static ChatResponseUpdate Usage(long input, long output, long cached = 0, long written = 0) => new(ChatRole.Assistant,
    [
        new UsageContent(new()
        {
            InputTokenCount = input,
            OutputTokenCount = output,
            CachedInputTokenCount = cached,
            AdditionalCounts = written == 0 ? null : new() { [CallUsage.CacheWritten] = written },
        }),
    ]);
}
