using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Parley.Accounts;

/// <summary>How people and programs sign in. Bound from the "Accounts" section.</summary>
public sealed record AccountsOptions : IValidatableObject
{
    /// <summary>Life of an access token, 1 minute to 1 hour. Default 15 minutes.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "01:00:00")]
    public TimeSpan AccessTokenLifetime { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Life of a refresh token; each use starts it again. Default 30 days.</summary>
    [Range(typeof(TimeSpan), "00:05:00", "400.00:00:00")]
    public TimeSpan RefreshTokenLifetime { get; init; } = TimeSpan.FromDays(30);

    /// <summary>How long a used refresh token still gives its successor, for racing tabs. Default 10 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan RefreshGrace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a signing key signs before the next one does. Default 30 days.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "400.00:00:00")]
    public TimeSpan SigningKeyLifetime { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Life of the link that makes its opener the owner. Default 15 minutes.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan OwnerLinkLifetime { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Life of an invitation. Default 7 days.</summary>
    [Range(typeof(TimeSpan), "00:05:00", "60.00:00:00")]
    public TimeSpan InvitationLifetime { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Life of a link by which a user sets a new password. Default 1 hour.</summary>
    [Range(typeof(TimeSpan), "00:05:00", "7.00:00:00")]
    public TimeSpan ResetLifetime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Where people reach this server, such as <c>https://chat.example.com</c>; links begin with it. Letters are sent only when it is set.</summary>
    public Uri? PublicAddress { get; init; }

    /// <summary>Life of an API key that was made without saying how long. Default 90 days.</summary>
    [Range(1, 3650)]
    public int ApiKeyDays { get; init; } = 90;

    /// <summary>How long what is known of an API key or a session is used without looking again; a change ends it at once, unless word of it is lost. Default 5 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:30")]
    public TimeSpan ApiKeyCache { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Failed sign-ins with one e-mail address before it has to wait. Default 5.</summary>
    [Range(1, 1000)]
    public int SignInAttempts { get; init; } = 5;

    /// <summary>The first wait after too many failures; it doubles with each further one. Default 15 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan SignInPause { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The longest wait after failures. Default 15 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan SignInLongestPause { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How long after signing in somebody may change their ways to sign in without a password or code. Default 10 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan RecentSignIn { get; init; } = TimeSpan.FromMinutes(10);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (PublicAddress is { } address && !(address.IsAbsoluteUri && address.Scheme is "http" or "https"))
        {
            yield return new ValidationResult(
                "Parley__Accounts__PublicAddress must be an address like https://chat.example.com.", [nameof(PublicAddress)]);
        }
    }
}

[OptionsValidator]
internal sealed partial class AccountsOptionsValidator : IValidateOptions<AccountsOptions>;
