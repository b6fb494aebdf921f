using System.Net;
using System.Net.Mail;
using System.Text;
using Microsoft.Extensions.Options;
using Parley.Accounts;

namespace Parley.Smtp;

/// <summary>Hands letters to a server that speaks SMTP, one connection each.</summary>
internal sealed class SmtpMailSender(IOptions<SmtpOptions> options) : IMailSender
{
    // RFC 5321: replies from here on are for good.
    private const int LastsFrom = 500;

    public bool IsConfigured => !string.IsNullOrEmpty(options.Value.Host);

    public async Task SendAsync(Letter letter, CancellationToken cancellationToken)
    {
        var server = options.Value;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(server.Timeout);
        try
        {
            using var client = new SmtpClient(server.Host, server.Port) { EnableSsl = server.Tls };
            if (!string.IsNullOrEmpty(server.User))
            {
                client.Credentials = new NetworkCredential(server.User, server.Password);
            }

            using var message = new MailMessage(server.From!, letter.To, letter.Subject, letter.Text)
            {
                SubjectEncoding = Encoding.UTF8,
                BodyEncoding = Encoding.UTF8,
            };

            // RFC 3834: nobody's absence notice should answer it.
            message.Headers["Auto-Submitted"] = "auto-generated";
            if (letter.Id is not null)
            {
                message.Headers["Message-ID"] = $"<{letter.Id}@{message.From!.Host}>";
            }

            await client.SendMailAsync(message, patience.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new MailException($"The mail server did not take the letter within {server.Timeout.TotalSeconds:0} seconds.");
        }
        catch (SmtpException exception)
        {
            // Its own words may hold the address, and this one is logged. Of one address it is said for good; of all else perhaps not.
            throw new MailException($"The mail server did not take the letter ({exception.StatusCode}).")
            {
                IsFinal = exception is SmtpFailedRecipientException && (int)exception.StatusCode >= LastsFrom,
            };
        }
        catch (FormatException)
        {
            throw new MailException("The address is not one that letters can be sent to.") { IsFinal = true };
        }
    }
}
