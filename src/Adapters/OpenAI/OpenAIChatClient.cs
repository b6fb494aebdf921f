using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Parley.Models;

namespace Parley.OpenAI;

/// <summary>One model of one OpenAI-compatible server. Every call is streamed; a whole answer is a stream read to its end.</summary>
internal sealed class OpenAIChatClient(
    OpenAITransport transport, ProviderEndpoint endpoint, string model, bool continues, RefusedParameters refused, TimeProvider time) : IChatClient
{
    private const int MostLessons = 6;

    private readonly Uri _address = WireAddress.Under(endpoint.BaseUrl, "chat/completions");
    private readonly WireDialect _dialect = new(refused);

    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var clock = new CallClock(transport.Patience, time, cancellationToken);
        using var stream = await OpenAsync(messages as IReadOnlyList<ChatMessage> ?? [.. messages], options, clock);
        while (await stream.ReadAsync())
        {
            if (stream.Said.Reasoning.Length > 0)
            {
                yield return Update(stream.Said, [new TextReasoningContent(stream.Said.Reasoning.Take())]);
            }

            if (stream.Said.Text.Length > 0)
            {
                yield return Update(stream.Said, [new TextContent(stream.Said.Text.Take())]);
            }

            if (stream.Said.Logprobs.Count > 0)
            {
                yield return Update(stream.Said, [new LogprobsContent(stream.Said.TakeLogprobs())]);
            }
        }

        yield return Ending(stream.Said);
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata(OpenAIProvider.Name, endpoint.BaseUrl, model)
        : serviceKey is null && serviceType.IsInstanceOfType(this) ? this
        : null;

    public void Dispose()
    {
        // The connections belong to the transport, which all clients share.
    }

    private async Task<ChatStream> OpenAsync(IReadOnlyList<ChatMessage> messages, ChatOptions? options, CallClock clock)
    {
        for (var lesson = 0; ; lesson++)
        {
            var response = await SendAsync(ChatRequestWriter.Write(model, messages, options, _dialect, continues), clock);
            if (response.IsSuccessStatusCode)
            {
                return await BeginAsync(response, clock);
            }

            using (response)
            {
                var error = await WireError.ReadAsync(response, clock);
                var asked = options.Asks()?.Fields ?? ModelFields.None;
                if ((int)response.StatusCode is 400 or 422 && AskedFields.NamedIn(error, asked) is var field and not ModelFields.None)
                {
                    if (AskedFields.IsForGood(error))
                    {
                        refused.Add(field, asked, time.GetUtcNow());
                    }

                    throw Faults.FieldNotTaken(response.StatusCode, field);
                }

                if (lesson == MostLessons || (int)response.StatusCode is not (400 or 422) || !_dialect.Learn(error))
                {
                    throw Faults.FromStatus(response, error, time);
                }
            }
        }
    }

    private async Task<HttpResponseMessage> SendAsync(byte[] body, CallClock clock)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _address) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.Accept.Add(new("text/event-stream"));
        if (endpoint.ApiKey is { } key)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        try
        {
            return await transport.Http(endpoint.IsOfTenant).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, clock.Token);
        }
        catch (OperationCanceledException exception)
        {
            throw clock.Explain(exception);
        }
        catch (HttpRequestException exception)
        {
            clock.ThrowIfCallerCancelled();
            throw Faults.FromTransport(exception, begun: false);
        }
    }

    private async Task<ChatStream> BeginAsync(HttpResponseMessage response, CallClock clock)
    {
        try
        {
            var body = await response.Content.ReadAsStreamAsync(clock.Token);
            return response.Content.Headers.ContentType?.MediaType switch
            {
                "text/event-stream" or null => new(response, new SseReader(body, transport.Options.LongestFrame), clock),

                // A server that does not stream answers whole, in one frame without an envelope.
                "application/json" => new(response, new WholeBody(body, transport.Options.LongestFrame), clock),
                _ => throw Faults.Malformed("The provider answered with something else than a completion."),
            };
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private static ChatResponseUpdate Update(ChunkReader said, IList<AIContent> contents) =>
        new(ChatRole.Assistant, contents) { ResponseId = said.Id, MessageId = said.Id, ModelId = said.Model };

    private static ChatResponseUpdate Ending(ChunkReader said)
    {
        var calls = said.ToolCalls.Take().ToList();
        var ending = Update(said, [.. calls]);
        if (said.Logprobs.Count > 0)
        {
            ending.Contents.Add(new LogprobsContent(said.TakeLogprobs()));
        }

        if (said.StopSequence is { } sequence)
        {
            ending.Contents.Add(new StoppedContent(sequence));
        }

        if (said.Usage is { } usage)
        {
            ending.Contents.Add(new UsageContent(usage));
        }

        ending.FinishReason = said.FinishReason switch
        {
            // Some servers say "stop" when they mean that tools are called.
            "stop" or null => calls.Count > 0 ? ChatFinishReason.ToolCalls : ChatFinishReason.Stop,
            "length" => ChatFinishReason.Length,
            "tool_calls" or "function_call" => ChatFinishReason.ToolCalls,
            "content_filter" => ChatFinishReason.ContentFilter,
            var other => new ChatFinishReason(other),
        };
        return ending;
    }
}
