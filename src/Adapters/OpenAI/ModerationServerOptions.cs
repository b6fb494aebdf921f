using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Parley.OpenAI;

/// <summary>A server that moderates texts, for the policies that ask for it. Bound from the "Moderation" section.</summary>
public sealed record ModerationServerOptions
{
    /// <summary>The model's name at its server, such as <c>omni-moderation-latest</c>; null for none.</summary>
    public string? Model { get; init; }

    /// <summary>A server with <c>/moderations</c> under this address; null for that of <c>OPENAI_BASE_URL</c>.</summary>
    public Uri? BaseUrl { get; init; }

    /// <summary>Its key; null for <c>OPENAI_API_KEY</c> where no address is given.</summary>
    public string? ApiKey { get; init; }

    /// <summary>Longest wait for one text. Default 2 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(2);
}

[OptionsValidator]
internal sealed partial class ModerationServerOptionsValidator : IValidateOptions<ModerationServerOptions>;
