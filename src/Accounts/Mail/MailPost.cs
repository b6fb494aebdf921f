using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Parley.Accounts;

/// <summary>
/// Letters on their way. A request leaves one here and goes on, so that its time does not tell whether there is somebody to write to.
/// They wait in memory: a letter that a stop of the server takes along is asked for again by whoever misses it.
/// </summary>
internal sealed class MailPost(IEnumerable<IMailSender> senders, TimeProvider time, ILogger<MailPost> logger) : BackgroundService
{
    private const int Room = 1_000;
    private const int Attempts = 3;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private readonly Channel<Func<CancellationToken, Task<Letter?>>> _waiting = Channel.CreateBounded<Func<CancellationToken, Task<Letter?>>>(
        new BoundedChannelOptions(Room) { FullMode = BoundedChannelFullMode.DropWrite });

    private readonly IMailSender? _sender = senders.FirstOrDefault(sender => sender.IsConfigured);

    public bool IsConfigured => _sender is not null;

    /// <param name="write">Writes the letter when its turn has come; null when there is nobody to write to.</param>
    public void Leave(Func<CancellationToken, Task<Letter?>> write)
    {
        if (IsConfigured)
        {
            _waiting.Writer.TryWrite(write);
        }
    }

    /// <summary>Sends what is waiting now.</summary>
    public async Task SendWaitingAsync(CancellationToken cancellationToken)
    {
        while (_waiting.Reader.TryRead(out var write))
        {
            await SendAsync(write, cancellationToken);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (await _waiting.Reader.WaitToReadAsync(stoppingToken))
            {
                await SendWaitingAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    private async Task SendAsync(Func<CancellationToken, Task<Letter?>> write, CancellationToken cancellationToken)
    {
        try
        {
            if (await write(cancellationToken) is { } letter)
            {
                await TryAsync(letter, cancellationToken);
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // One letter that cannot be written or sent must not keep the others.
            logger.LetterLost(exception);
        }
    }

    private async Task TryAsync(Letter letter, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await _sender!.SendAsync(letter, cancellationToken);
                return;
            }
            catch (MailException exception) when (attempt < Attempts)
            {
                logger.LetterDelayed(attempt, exception);
                await Task.Delay(Pause * attempt, time, cancellationToken);
            }
        }
    }
}
