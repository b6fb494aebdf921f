using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Parley.Orchestration;

/// <summary>Who writes titles.</summary>
public enum TitleBy
{
    /// <summary>The model that answered; the words of the conversation where only the extractive one did.</summary>
    Model,

    /// <summary>The words of the conversation alone.</summary>
    Extract,

    /// <summary>Nobody: a conversation keeps the beginning of its first message.</summary>
    None,
}

/// <summary>How conversations get their titles. Bound from the section "Titles".</summary>
public sealed record TitleOptions
{
    /// <summary>Who writes them. Default the model.</summary>
    public TitleBy By { get; set; } = TitleBy.Model;

    /// <summary>The longest that a model may take for one, in seconds; 1 to 300. Default 30.</summary>
    [Range(1, 300)]
    public double LongestSeconds { get; set; } = 30;
}

[OptionsValidator]
internal sealed partial class TitleOptionsValidator : IValidateOptions<TitleOptions>;
