using Parley.Conversations;
using Parley.Models;

namespace Parley.Orchestration;

/// <summary>What files take of a prompt.</summary>
internal static class AttachedTokens
{
    /// <summary>Of the model's context, what the texts of files may take together.</summary>
    private const double Share = 0.25;

    /// <summary>A token has hardly ever fewer bytes.</summary>
    private const int BytesPerToken = 3;

    /// <summary>Nor more: a text that has more for each token that there is room for never stands in a prompt.</summary>
    public const int MostBytesPerToken = 8;

    public static long Most(Deployment deployment) => (long)(deployment.ContextTokens * Share);

    /// <summary>Whether a text may stand in a prompt, as far as its length tells.</summary>
    public static bool MayFit(long bytes, long room) => bytes / MostBytesPerToken <= room;

    /// <summary>The most that a message's files will take, known without reading them.</summary>
    public static long Of(Message message, Deployment deployment) => Of(
        [.. message.Attachments.Select(file => new AttachedFile(message.Id, file.FileId, file.Kind, file.Bytes, file.Width, file.Height))], deployment);

    /// <param name="files">Of one message.</param>
    public static long Of(IReadOnlyCollection<AttachedFile> files, Deployment deployment)
    {
        if (files.Count == 0)
        {
            return 0;
        }

        var most = Most(deployment);
        var texts = files.Where(file => file.Kind == StoredFile.Text && MayFit(file.Bytes, most)).Sum(file => file.Bytes / BytesPerToken);
        var images = deployment.Abilities.HasFlag(ModelAbilities.Vision)
            ? files.Where(file => file.Kind == StoredFile.Image).Sum(file => (long)ImageTokens.Of(file.Width, file.Height))
            : 0;
        return MessageFiles.Around + (files.Count * MessageFiles.InsteadOf) + Math.Min(texts, most) + images;
    }
}
