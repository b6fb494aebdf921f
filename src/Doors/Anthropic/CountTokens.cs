using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Parley.Models;
using Parley.Orchestration;

namespace Parley.Doors;

/// <summary>POST /v1/messages/count_tokens — how many tokens a request would have; nothing is kept of it and no model is asked.</summary>
internal static class CountTokens
{
    /// <param name="InputTokens">By the server's own tokenizer where it has one, else an estimate that is rather high.</param>
    public sealed record Answer(long InputTokens);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/v1/messages/count_tokens", HandleAsync)
            .WithSummary("Count the tokens of a chat in Anthropic's format")
            .WithMetadata(new DisableRequestTimeoutAttribute())
            .WithMetadata(AnthropicErrors.Shape, MessageBody.Limit(routes, ChatCompletions.LargestBody))
            .Finally(ChatCompletions.RefuseOtherMediaTypesHere);

    internal static async Task<Ok<Answer>> HandleAsync(
        MessagesRequest request, Caller caller, [FromServices] ModelCatalogue catalogue, CancellationToken cancellationToken)
    {
        var options = MessageKnobs.Read(request);
        Check(request, options);
        var messages = MessageHistory.Read(request);
        var about = messages.Sum(message => (long)TokenCounter.PerMessage + Text.TokenEstimate.Of(message.Content));
        var model = (await catalogue.ForAsync(caller.Tenant, cancellationToken)).Plan(options.Model, new() { ContextTokens = about }, caller.AclTags)
            .Taking(options.Asks).First;
        var tokens = 0L;
        foreach (var message in messages)
        {
            tokens += TokenCounter.PerMessage + await model.Tokens.CountAsync(message.Content, cancellationToken)
                + (message.Files.Count * (long)ImageTokens.Of(null, null));
            foreach (var call in message.Details?.ToolCalls ?? [])
            {
                tokens += TokenCounter.PerMessage + await model.Tokens.CountAsync(call.Name + call.Arguments.GetRawText(), cancellationToken);
            }

            // Without a request for thinking nobody reads what was thought, nor ever what has no signature.
            foreach (var thought in options.Asks?.Thinking is null ? [] : message.Details?.Thinking ?? [])
            {
                tokens += thought.Redacted is { } hidden ? TokenCounter.UpperBound(hidden)
                    : thought.Signature is null ? 0 : await model.Tokens.CountAsync(thought.Text, cancellationToken);
            }
        }

        foreach (var tool in options.Tools ?? [])
        {
            tokens += TokenCounter.PerMessage
                + await model.Tokens.CountAsync($"{tool.Name}{tool.Description}{JsonSerializer.Serialize(tool.Schema)}", cancellationToken);
        }

        if (options.Schema is { } schema)
        {
            tokens += await model.Tokens.CountAsync(schema.GetRawText(), cancellationToken);
        }

        return TypedResults.Ok(new Answer(tokens));
    }

    // What is not in the request cannot be counted by it.
    private static void Check(MessagesRequest request, TurnOptions options)
    {
        WireRange.Check("max_tokens", request.MaxTokens, 1, int.MaxValue);
        if (request.ConversationId is not null)
        {
            throw new RefusedException(Refusal.Invalid("conversation_id", "What a conversation keeps is not counted here. Send all the messages, and leave conversation_id out."));
        }

        if (options.Retrieval is not null)
        {
            throw new RefusedException(Refusal.Invalid("retrieval", "What is found in documents is known only once the question is asked. Leave retrieval out."));
        }
    }
}
