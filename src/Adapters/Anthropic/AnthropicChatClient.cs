using System.Runtime.CompilerServices;
using System.Text.Json;
using Anthropic;
using Anthropic.Core;
using Anthropic.Exceptions;
using Anthropic.Models.Messages;
using Microsoft.Extensions.AI;
using Parley.Models;

namespace Parley.Anthropic;

/// <summary>One model of one server that speaks Anthropic's API. Every call is streamed; a whole answer is a stream read to its end.</summary>
internal sealed class AnthropicChatClient(
    AnthropicTransport transport, ProviderEndpoint endpoint, ModelFacts model, RefusedParameters refused, TimeProvider time) : IChatClient
{
    private const int MostLessons = 3;
    private static readonly Dictionary<string, JsonElement> Nothing = [];

    private readonly AnthropicClient _sdk = transport.ClientOf(endpoint);

    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var clock = new CallClock(transport.Patience, time, cancellationToken);
        var request = new RequestWriter(model, messages, options, refused, transport.Options.PromptCache);
        using var response = await OpenAsync(request, options.Asks()?.Fields ?? ModelFields.None, clock);
        var reader = new AnswerReader(request.Turns.Trimmed);
        await using var events = response.Enumerate(clock.Token).GetAsyncEnumerator(clock.Token);
        while (await NextAsync(events, clock) is { } told)
        {
            if (Read(reader, told) is { } update)
            {
                yield return update;
            }
        }

        if (!reader.HasEnded)
        {
            throw new ProviderException(ProviderFailure.Cut, "The answer ended before its end.");
        }

        yield return reader.Ending();
    }

    public object? GetService(System.Type serviceType, object? serviceKey = null) =>
        serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata(AnthropicProvider.Name, endpoint.BaseUrl, model.Id)
        : serviceKey is null && serviceType.IsInstanceOfType(this) ? this
        : null;

    public void Dispose()
    {
        // The connections belong to the transport, which all clients share.
    }

    private async Task<StreamingHttpResponse<RawMessageStreamEvent>> OpenAsync(RequestWriter request, ModelFields asked, CallClock clock)
    {
        for (var lesson = 0; ; lesson++)
        {
            try
            {
                return await _sdk.Messages.WithRawResponse.CreateStreaming(
                    MessageCreateParams.FromRawUnchecked(Nothing, Nothing, request.Write()), clock.Token);
            }
            catch (Exception exception) when (RefusalIn(exception) is { } refusal)
            {
                if ((int)refusal.Status == 400 && AskedFields.NamedIn(refusal.Error, asked) is var field and not ModelFields.None)
                {
                    if (AskedFields.IsForGood(refusal.Error, field))
                    {
                        refused.Add(field, asked, time.GetUtcNow());
                    }

                    throw Faults.FieldNotTaken(refusal, field);
                }

                if (lesson == MostLessons || (int)refusal.Status is not 400 || !SamplingDialect.Learn(refusal.Error, refused))
                {
                    throw Faults.FromStatus(refusal);
                }
            }
            catch (Exception exception) when (exception is not ProviderException)
            {
                throw Explain(exception, clock, begun: false);
            }
        }
    }

    /// <returns>Null at the end of the stream.</returns>
    private static async ValueTask<RawMessageStreamEvent?> NextAsync(IAsyncEnumerator<RawMessageStreamEvent> events, CallClock clock)
    {
        try
        {
            if (!await events.MoveNextAsync())
            {
                return null;
            }

            clock.Tick();
            return events.Current;
        }
        catch (Exception exception) when (exception is not ProviderException)
        {
            throw Explain(exception, clock, begun: true);
        }
    }

    private static ChatResponseUpdate? Read(AnswerReader reader, RawMessageStreamEvent told)
    {
        try
        {
            return reader.Read(told);
        }
        catch (Exception exception) when (exception is AnthropicException or InvalidDataException or InvalidOperationException or JsonException
            or KeyNotFoundException or FormatException)
        {
            // The exception's own message may quote the event.
            throw Faults.Malformed("The provider sent an event that is not in its wire format.");
        }
    }

    private static RefusedCall? RefusalIn(Exception? exception) =>
        exception is null ? null : exception as RefusedCall ?? RefusalIn(exception.InnerException);

    private static ProviderException Explain(Exception exception, CallClock clock, bool begun)
    {
        switch (exception)
        {
            case OperationCanceledException cancelled:
                return clock.Explain(cancelled);
            case AnthropicSseException told:
                return Faults.FromFrame(WireError.From(told.Body));
        }

        clock.ThrowIfCallerCancelled();
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case ProviderException known:
                    return known;
                case InvalidDataException:
                    return Faults.Malformed("The provider sent an event that is longer than any event may be.");
                case IOException or HttpRequestException:
                    return Faults.FromTransport(cause, begun);
            }
        }

        return Faults.Malformed("The provider sent an event that is not in its wire format.");
    }
}
