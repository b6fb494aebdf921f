namespace Parley.Conversations;

/// <summary>What short texts pass that people put on conversations and messages, such as titles and comments, before they are stored.</summary>
public interface ITextScreen
{
    /// <param name="field">What the sender calls the text, for a refusal.</param>
    /// <returns>The text as it may be stored.</returns>
    /// <exception cref="RefusedException">It may not be.</exception>
    ValueTask<string> ScreenAsync(TenantScope tenant, string field, string text, CancellationToken cancellationToken);
}
