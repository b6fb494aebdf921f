namespace Parley.Accounts;

/// <summary>A letter in plain text.</summary>
/// <param name="To">One e-mail address.</param>
public sealed record Letter(string To, string Subject, string Text)
{
    /// <summary>The same each time that the letter is sent, so that whoever gets it twice can tell.</summary>
    public string? Id { get; init; }
}

/// <summary>Sends letters. Where none is registered, links are shown to those who administer users instead.</summary>
public interface IMailSender
{
    /// <summary>False when no server for mail is set; nothing is sent then.</summary>
    bool IsConfigured { get; }

    /// <exception cref="MailException">The letter was not taken.</exception>
    Task SendAsync(Letter letter, CancellationToken cancellationToken);
}

/// <summary>A letter was not taken; the message says why, without the address and the text.</summary>
public sealed class MailException(string message) : Exception(message)
{
    /// <summary>True when it is the letter's own fault, so that trying again cannot help.</summary>
    public bool IsFinal { get; init; }
}
