using Microsoft.Extensions.AI;

namespace Parley.Models;

/// <summary>What a prompt's earlier messages carry for those models alone that take it. It was asked of another model then, and is left out here.</summary>
internal static class PromptFields
{
    /// <returns>The same messages where nothing is to be left out.</returns>
    public static IEnumerable<ChatMessage> Within(IEnumerable<ChatMessage> messages, ModelFields fields) =>
        fields.HasFlag(ModelFields.Names | ModelFields.ImageDetail) ? messages : messages.Select(message => Within(message, fields));

    private static ChatMessage Within(ChatMessage message, ModelFields fields)
    {
        var isNamed = message.AuthorName is not null && !fields.HasFlag(ModelFields.Names);
        var isDetailed = !fields.HasFlag(ModelFields.ImageDetail) && message.Contents.Any(HasDetail);
        if (!isNamed && !isDetailed)
        {
            return message;
        }

        var within = message.Clone();
        within.AuthorName = isNamed ? null : message.AuthorName;
        within.Contents = isDetailed ? [.. message.Contents.Select(Undetailed)] : message.Contents;
        return within;
    }

    private static bool HasDetail(AIContent content) => content.AdditionalProperties?.ContainsKey(ImageDetail.Key) == true;

    private static AIContent Undetailed(AIContent content) => !HasDetail(content) ? content : content switch
    {
        DataContent image => new DataContent(image.Data, image.MediaType) { Name = image.Name },
        UriContent image => new UriContent(image.Uri, image.MediaType),
        _ => content,
    };
}
