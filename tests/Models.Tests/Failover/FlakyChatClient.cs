using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Parley.Models.Tests;

/// <summary>A model that fails so many times, and then answers.</summary>
internal sealed class FlakyChatClient(int failures, string answer, TimeSpan? retryAfter = null) : IChatClient
{
    public int Calls { get; private set; }

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        if (++Calls <= failures)
        {
            throw new ProviderException(ProviderFailure.Unavailable, "It failed.") { RetryAfter = retryAfter };
        }

        yield return FakeChatClient.Text(answer);
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}
