using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Parley.Accounts;

/// <summary>
/// Hands one letter to the mail server. One node at a time holds the job; should it die between the server's word and the deletion,
/// the letter goes out again under the same id.
/// </summary>
internal sealed class SendLetter(Outbox outbox, Sealer sealer, TimeProvider time, ILogger<SendLetter> logger) : IJobHandler
{
    public const string JobKind = "accounts.letter";

    public string Kind => JobKind;

    /// <param name="job">Its payload is the letter's id.</param>
    public async Task RunAsync(JobRun job, CancellationToken cancellationToken)
    {
        if (await outbox.FindAsync(job.Tenant, job.Payload, cancellationToken) is not { } letter)
        {
            return;
        }

        if (letter.FailedAt is not null)
        {
            await outbox.RemoveAsync(job, letter);
        }
        else if (letter.ExpiresAt <= time.GetUtcNow().ToUnixTimeMilliseconds())
        {
            await GiveUpAsync(job, letter, $"Its link lapsed before it was sent. {letter.Reason}".TrimEnd(), null, cancellationToken);
        }
        else if (await outbox.IsWantedAsync(job.Tenant, letter, cancellationToken) && await OpenAsync(job.Tenant, letter, cancellationToken) is { } content)
        {
            await TryAsync(job, letter, content, cancellationToken);
        }
        else
        {
            await outbox.RemoveAsync(job, letter);
        }
    }

    private async Task TryAsync(JobRun job, LetterRow letter, Letter content, CancellationToken cancellationToken)
    {
        try
        {
            var sender = outbox.Sender ?? throw new MailException("No mail server is set (Parley__Mail__Host) where letters are sent from.");
            await sender.SendAsync(content, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            var reason = exception is MailException ? exception.Message : $"It failed unexpectedly ({exception.GetType().Name}); the server's log has the details.";
            if (exception is MailException { IsFinal: true } || job.IsLastAttempt)
            {
                await GiveUpAsync(job, letter, reason, exception, cancellationToken);
                return;
            }

            await outbox.NoteAsync(job, letter, reason);
            throw;
        }

        await outbox.RemoveAsync(job, letter);
    }

    private async Task GiveUpAsync(JobRun job, LetterRow letter, string reason, Exception? exception, CancellationToken cancellationToken)
    {
        await outbox.BuryAsync(job, letter, reason, cancellationToken);
        logger.LetterGivenUp(letter.Id, job.Attempt, reason, exception);
    }

    private async Task<Letter?> OpenAsync(TenantScope tenant, LetterRow letter, CancellationToken cancellationToken)
    {
        try
        {
            var key = await sealer.KeyAsync(tenant.Id, letter.SubjectId, cancellationToken);
            return JsonSerializer.Deserialize<Letter>(key.Open(Outbox.Table, letter.Id, letter.Content!));
        }
        catch (KeyShreddedException)
        {
            // Whoever it is for was erased.
            return null;
        }
    }
}
