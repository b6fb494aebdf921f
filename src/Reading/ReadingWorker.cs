using System.Runtime.InteropServices;
using Parley.Reading.Apart;

namespace Parley.Reading;

/// <summary>
/// The other side of <see cref="DocumentReader"/>: reads files from a pipe until it ends. Per file, two frames in (the request as JSON, the
/// bytes) and one out (the answer as JSON).
/// </summary>
public static class ReadingWorker
{
    private const int MostRequest = 65_536;
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(20);

    /// <returns>0 when the input ended, 1 when it made no sense.</returns>
    public static async Task<int> RunAsync(Stream input, Stream output, TimeProvider time, CancellationToken cancellationToken)
    {
        // Ctrl-C reaches all processes of a terminal; when to end is our parent's to say, by closing the pipe.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = true);
        while (await Frames.ReadAsync<ReadingRequest>(input, MostRequest, cancellationToken) is { } request)
        {
            if (await Frames.ReadAsync(input, request.Options.MostBytes, cancellationToken) is not { } bytes)
            {
                return 1;
            }

            // A parent that was killed cannot end us any more.
            using var limit = new CancellationTokenSource(request.Options.TimeLimit + Grace, time);
            var clock = new ReadingClock(request.Options.TimeLimit, time);
            await using var last = limit.Token.Register(() => Environment.Exit(1));
            await Frames.WriteAsync(output, await AnswerAsync(new SourceFile(request.Name, request.MediaType, bytes), request, clock, cancellationToken), cancellationToken);
            await output.FlushAsync(cancellationToken);
        }

        return 0;
    }

    private static async Task<ReadingAnswer> AnswerAsync(SourceFile file, ReadingRequest request, ReadingClock clock, CancellationToken cancellationToken)
    {
        try
        {
            return new(await FileParser.ParseAsync(file, request.Options, request.Folder, clock, cancellationToken), null);
        }
        catch (UnreadableDocumentException exception)
        {
            return new(null, exception.Message);
        }
        catch (OutOfMemoryException)
        {
            return new(null, $"Reading it needs more than {request.Options.MostMemoryMiB} MiB of memory. Send it in parts.");
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return new(null, $"It could not be read ({exception.GetType().Name}). It is probably damaged: save it again and send that.");
        }
    }
}
