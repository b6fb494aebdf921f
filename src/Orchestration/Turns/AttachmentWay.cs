namespace Parley.Orchestration;

/// <summary>Which way an attached file went, by the names that a provenance record has for them.</summary>
public static class AttachmentWay
{
    /// <summary>Its text stood in the prompt.</summary>
    public const string Prompt = "prompt";

    /// <summary>It was searched, being too large.</summary>
    public const string Knowledge = "knowledge";

    /// <summary>It was to be searched, and could not be in time.</summary>
    public const string NotReady = "not_ready";

    /// <summary>The model saw it.</summary>
    public const string Image = "image";

    /// <summary>The model cannot see, or it was one too many.</summary>
    public const string Unseen = "unseen";

    /// <summary>Its message stood not in the window, being folded or on another branch, so it was only searched, and an image not at all.</summary>
    public const string Earlier = "earlier";

    /// <summary>It was deleted.</summary>
    public const string Gone = "gone";
}
