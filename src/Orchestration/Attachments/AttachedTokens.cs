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
    private const int AroundFile = 32;

    public static long Most(Deployment deployment) => (long)(deployment.ContextTokens * Share);

    /// <summary>The most that a message's files will take, known without reading them.</summary>
    public static long Of(Message message, Deployment deployment)
    {
        if (message.Attachments.Count == 0)
        {
            return 0;
        }

        var texts = message.Attachments.Where(file => file.Kind == StoredFile.Text).Sum(file => AroundFile + (file.Bytes / BytesPerToken));
        var images = deployment.Abilities.HasFlag(ModelAbilities.Vision)
            ? message.Attachments.Where(file => file.Kind == StoredFile.Image).Sum(file => AroundFile + (long)ImageTokens.Of(file.Width, file.Height))
            : 0;
        return Math.Min(texts, Most(deployment)) + images;
    }
}
