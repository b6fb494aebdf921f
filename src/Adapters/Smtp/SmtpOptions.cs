using System.ComponentModel.DataAnnotations;
using System.Net.Mail;
using Microsoft.Extensions.Options;

namespace Parley.Smtp;

/// <summary>The server that takes letters. Bound from the "Mail" section; without a host no letters are sent.</summary>
public sealed record SmtpOptions : IValidatableObject
{
    /// <summary>Its name or address.</summary>
    public string? Host { get; init; }

    /// <summary>Default 587.</summary>
    [Range(1, 65_535)]
    public int Port { get; init; } = 587;

    /// <summary>True to speak TLS, by STARTTLS. Default true; turn it off only for a server on the same machine.</summary>
    public bool Tls { get; init; } = true;

    public string? User { get; init; }

    public string? Password { get; init; }

    /// <summary>The address that letters come from.</summary>
    public string? From { get; init; }

    /// <summary>Longest time for one letter, 1 second to 5 minutes. Default 30 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (string.IsNullOrEmpty(Host))
        {
            yield break;
        }

        if (!MailAddress.TryCreate(From, out _))
        {
            yield return new("Parley__Mail__From must be the e-mail address that letters come from, because Parley__Mail__Host is set.", [nameof(From)]);
        }

        if (string.IsNullOrEmpty(User) != string.IsNullOrEmpty(Password))
        {
            yield return new("Parley__Mail__User and Parley__Mail__Password go together; set both or none.", [nameof(User)]);
        }
    }
}

[OptionsValidator]
internal sealed partial class SmtpOptionsValidator : IValidateOptions<SmtpOptions>;
