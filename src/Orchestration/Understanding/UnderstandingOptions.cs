using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Parley.Orchestration;

/// <summary>Whether messages are understood before they are answered, and what follows. Bound from the section "Understanding".</summary>
public sealed record UnderstandingOptions
{
    /// <summary>Whether intent, task, language and complexity are told. Default true.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>How sure a legal or finance task must be before it lowers the temperature; 0.5 to 1, where 1 is never reached. Default 0.7.</summary>
    [Range(0.5, 1.0)]
    public double TaskConfidence { get; set; } = 0.7;
}

[OptionsValidator]
internal sealed partial class UnderstandingOptionsValidator : IValidateOptions<UnderstandingOptions>;
