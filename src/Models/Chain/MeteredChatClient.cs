using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Parley.Models;

/// <summary>
/// The only client that leaves this project. It reserves the worst case before a call and settles what the call used after it, by
/// the provider's word or else by an estimate from the sent and received text.
/// </summary>
public sealed class MeteredChatClient : DelegatingChatClient
{
    private readonly Meter _meter;

    internal MeteredChatClient(IChatClient innerClient, Meter meter)
        : base(innerClient) => _meter = meter;

    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var sent = messages as IReadOnlyList<ChatMessage> ?? [.. messages];
        var call = await _meter.OpenAsync(sent, options, cancellationToken);
        call.Begin();
        try
        {
            var response = await base.GetResponseAsync(sent, call.Options, cancellationToken);
            foreach (var message in response.Messages)
            {
                call.Note(message.Contents);
            }

            call.Note(response.Usage);
            call.Completed();
            return response;
        }
        catch (Exception exception)
        {
            call.Failed(exception, cancellationToken);
            throw;
        }
        finally
        {
            await call.CloseAsync();
        }
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var sent = messages as IReadOnlyList<ChatMessage> ?? [.. messages];
        var call = await _meter.OpenAsync(sent, options, cancellationToken);
        call.Begin();
        try
        {
            await using var updates = base.GetStreamingResponseAsync(sent, call.Options, cancellationToken).GetAsyncEnumerator(cancellationToken);
            while (true)
            {
                try
                {
                    if (!await updates.MoveNextAsync())
                    {
                        call.Completed();
                        yield break;
                    }

                    call.Came(updates.Current);
                }
                catch (Exception exception)
                {
                    call.Failed(exception, cancellationToken);
                    throw;
                }

                yield return updates.Current;
            }
        }
        finally
        {
            await call.CloseAsync();
        }
    }

    /// <summary>Never gives the client inside away.</summary>
    public override object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceType == typeof(ChatClientMetadata) ? base.GetService(serviceType, serviceKey)
        : serviceKey is null && serviceType.IsInstanceOfType(this) ? this
        : null;
}
