using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Parley.Text;

namespace Parley.Models;

/// <summary>
/// Answers without a language model: with the best sentences of the passages that were found, word for word and each with its label;
/// with a plain word to small talk; else by saying that it does not know. The same call gives the same answer.
/// </summary>
internal sealed class ExtractiveChatClient : IChatClient
{
    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var all = messages as IReadOnlyList<ChatMessage> ?? [.. messages];
        var kept = all is [.., { } last] && last.Role == ChatRole.Assistant ? last.Text : "";
        var said = options.IsLastResort()
            ? ExtractiveAnswer.StandIn(Questions(all, options), options.Passages(), options.Pieces())
                ?? throw new ProviderException(ProviderFailure.BadRequest, "The passages hold nothing to quote in place of an answer.")
            : ExtractiveAnswer.Compose(Questions(all, options), options.Passages(), options.Pieces(), options.Nearest());
        var answer = Rest(said, kept);
        var mostTokens = options?.MaxOutputTokens ?? int.MaxValue;
        var id = $"extractive-{Guid.CreateVersion7():N}";
        var counted = default(TokenEstimate);
        var ended = ChatFinishReason.Stop;

        foreach (var word in Words(answer))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var next = counted;
            next.Add(word);
            if (next.Tokens > mostTokens)
            {
                ended = ChatFinishReason.Length;
                break;
            }

            counted = next;
            yield return new(ChatRole.Assistant, word) { ResponseId = id, MessageId = id, ModelId = ExtractiveModel.Name };
        }

        var read = all.Sum(message => (long)TokenEstimate.Of(message.Text));
        yield return new(ChatRole.Assistant, [new UsageContent(new()
        {
            InputTokenCount = read,
            OutputTokenCount = counted.Tokens,
            TotalTokenCount = read + counted.Tokens,
        })])
        {
            ResponseId = id,
            MessageId = id,
            ModelId = ExtractiveModel.Name,
            FinishReason = ended,
        };
        await Task.CompletedTask;
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata(ExtractiveModel.Provider, null, ExtractiveModel.Name) : null;

    public void Dispose()
    {
    }

    /// <summary>What the user asked, the newest first.</summary>
    private static List<string> Questions(IReadOnlyList<ChatMessage> messages, ChatOptions? options)
    {
        List<string> questions = [.. messages.Where(message => message.Role == ChatRole.User).Select(message => message.Text).Reverse()];
        if (options.Question() is { } question)
        {
            questions = [question, .. questions.Skip(1)];
        }

        return questions is [] ? [""] : questions;
    }

    private static string Rest(string answer, string kept) =>
        answer.StartsWith(kept, StringComparison.Ordinal) ? answer[kept.Length..] : "\n\n" + answer;

    /// <summary>The words, each with the blanks after it, so that together they are the text.</summary>
    private static IEnumerable<string> Words(string text)
    {
        for (var start = 0; start < text.Length;)
        {
            var end = start;
            while (end < text.Length && !char.IsWhiteSpace(text[end]))
            {
                end++;
            }

            while (end < text.Length && char.IsWhiteSpace(text[end]))
            {
                end++;
            }

            yield return text[start..end];
            start = end;
        }
    }
}
