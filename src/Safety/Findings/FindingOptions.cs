using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Parley.Safety;

/// <summary>How long it is told what guards found. Bound from the "Findings" section.</summary>
public sealed record FindingOptions
{
    /// <summary>Days after which a finding is forgotten, 1 to 3,650. Default 90.</summary>
    [Range(1, 3_650)]
    public int KeptDays { get; set; } = 90;
}

[OptionsValidator]
internal sealed partial class FindingOptionsValidator : IValidateOptions<FindingOptions>;
