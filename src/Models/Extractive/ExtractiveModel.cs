namespace Parley.Models;

/// <summary>The built-in model that answers from passages alone. It costs nothing and is always there.</summary>
public static class ExtractiveModel
{
    public const string Provider = "extractive";
    public const string Name = "extractive";

    /// <summary>It reads its passages whole; the number only keeps the window of a conversation small.</summary>
    private const int ContextTokens = 16_384;
    private const int MaxOutputTokens = 2_000;

    internal static Deployment Deploy(DeploymentFactory factory) => factory.Make(
        Provider,
        Name,
        new(Name, ContextTokens, MaxOutputTokens, ModelAbilities.Chat | ModelAbilities.Continue, new ExtractiveChatClient()));
}
