namespace Parley.Models;

/// <summary>What can be asked of some models and not of all. Whoever asks for it gets it, or is told by name that it cannot be had.</summary>
[Flags]
public enum ModelFields
{
    None = 0,

    /// <summary>How much thought goes into the answer, in the model's own words.</summary>
    Effort = 1,

    /// <summary>How much the answer says.</summary>
    Verbosity = 2,

    /// <summary>Tokens that are made likelier or less likely.</summary>
    LogitBias = 4,

    /// <summary>How likely each token of the answer was.</summary>
    Logprobs = 8,

    /// <summary>From how many tokens the next is chosen.</summary>
    TopK = 16,

    /// <summary>Thinking that is told with the answer.</summary>
    Thinking = 32,

    /// <summary>How closely an image is looked at.</summary>
    ImageDetail = 64,

    /// <summary>Names of those who speak.</summary>
    Names = 128,

    /// <summary>An answer that keeps to its schema in any case.</summary>
    StrictSchema = 256,
}
