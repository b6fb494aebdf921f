using Microsoft.Extensions.AI;
using Parley.Text;

namespace Parley.Models;

/// <summary>Estimates the tokens of all that a call sends, biased high, without asking anybody.</summary>
public static class PromptTokens
{
    public static long Of(IReadOnlyList<ChatMessage> messages, ChatOptions? options) =>
        messages.Sum(message => TokenCounter.PerMessage + message.Contents.Sum(Of))
        + (options?.Tools ?? []).Sum(Of)
        + (options?.ResponseFormat is ChatResponseFormatJson { Schema: { } schema } ? TokenEstimate.Of(schema.GetRawText()) : 0);

    private static long Of(AIContent content) => content switch
    {
        TextContent text => TokenEstimate.Of(text.Text),
        TextReasoningContent reasoning => TokenEstimate.Of(reasoning.Text),
        FunctionCallContent call => TokenCounter.PerMessage + TokenEstimate.Of(call.Name + ResultText.Of(call.Arguments)),
        FunctionResultContent result => TokenEstimate.Of(ResultText.Of(result.Result)),
        _ => ImageTokens.Of(null, null),
    };

    private static long Of(AITool tool) => TokenCounter.PerMessage + TokenEstimate.Of(tool.Name + tool.Description)
        + (tool is AIFunctionDeclaration function ? TokenEstimate.Of(function.JsonSchema.GetRawText()) : 0);
}
