using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Parley.Reading.Apart;

namespace Parley.Reading;

/// <summary>
/// Reads files of all kinds. Small texts are read here; everything whose parser could run wild is read by one of a few processes that are
/// kept for it, within a time and a memory of their own: whatever a file does to its reader, nothing else notices.
/// </summary>
public sealed class DocumentReader(ReadingOptions options, ReadingProgram program, TimeProvider time, ILogger<DocumentReader> logger) : IDisposable
{
    private readonly SemaphoreSlim _places = new(options.Processes);
    private readonly ConcurrentBag<ReaderProcess> _idle = [];
    private readonly Lazy<bool> _isSwept = new(() => PrivateFolder.Sweep(program.Folder));
    private volatile bool _isClosed;

    /// <summary>What a file is, as a media type from which it can be read later without its name. Looks at the first bytes and the list of an archive.</summary>
    /// <exception cref="UnreadableDocumentException">It is nothing that can be read: the sender can be told at once.</exception>
    public static string Recognise(SourceFile file, ReadingOptions? limits = null) => FileRecognition.Recognise(file, limits ?? new ReadingOptions()).MediaType;

    /// <exception cref="UnreadableDocumentException">It cannot be read, now or later; the message says why.</exception>
    /// <exception cref="IOException">No process could be started to read it; later it may be.</exception>
    public async Task<CleanDocument> ReadAsync(SourceFile file, CancellationToken cancellationToken)
    {
        var type = FileRecognition.Recognise(file, options);
        _ = _isSwept.Value;
        var clock = new ReadingClock(options.TimeLimit, time);
        using var limit = new CancellationTokenSource(options.TimeLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return program.FileName.Length == 0 || (type is { IsText: true, Kind: not FileKind.Mail } && file.Bytes.Length <= options.MostBytesWithin)
                ? await Task.Run(() => FileParser.ParseAsync(file, options, program.Folder, clock, either.Token), either.Token).WaitAsync(either.Token)
                : await ReadApartAsync(file, limit, either.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new UnreadableDocumentException($"Reading it took longer than {options.TimeLimit.TotalSeconds:0} seconds. Send it in parts.");
        }
    }

    public void Dispose()
    {
        _isClosed = true;
        while (_idle.TryTake(out var reader))
        {
            reader.Dispose();
        }

        _places.Dispose();
    }

    private async Task<CleanDocument> ReadApartAsync(SourceFile file, CancellationTokenSource limit, CancellationToken cancellationToken)
    {
        // The time of waiting for a free process is not the file's fault.
        limit.CancelAfter(Timeout.InfiniteTimeSpan);
        await _places.WaitAsync(cancellationToken);
        try
        {
            var clock = new ReadingClock(options.TimeLimit, time);
            limit.CancelAfter(options.TimeLimit);
            // One that waited may have died of something else than this file; only a fresh one that breaks off says something of the file.
            var answer = (_idle.TryTake(out var idle) ? await AskAsync(idle, file, clock, cancellationToken) : null)
                ?? await AskAsync(ReaderProcess.Start(program, options), file, clock, cancellationToken)
                ?? new(null, $"Its reader broke off, which happens when a file is damaged, nests too deep or needs more than {options.MostMemoryMiB} MiB. Send it in parts or in another format.");
            return answer.Document ?? throw new UnreadableDocumentException(answer.Error ?? "It could not be read.");
        }
        finally
        {
            if (!_isClosed)
            {
                _places.Release();
            }
        }
    }

    /// <returns>Null when the reader broke off.</returns>
    private async Task<ReadingAnswer?> AskAsync(ReaderProcess reader, SourceFile file, ReadingClock clock, CancellationToken cancellationToken)
    {
        var isSound = false;
        try
        {
            var answer = await reader.ReadAsync(file, clock.Left, cancellationToken);
            isSound = answer.Document is not null && reader.FilesRead < options.FilesPerProcess && !_isClosed;
            return answer;
        }
        catch (IOException)
        {
            // Its pipe broke: it ran out of memory or of stack, or somebody ended it.
            logger.ReaderEnded("it broke off");
            return null;
        }
        catch (OperationCanceledException)
        {
            logger.ReaderEnded("its time was over, or nobody wanted the file any more");
            throw;
        }
        finally
        {
            if (isSound)
            {
                _idle.Add(reader);
            }
            else
            {
                reader.Dispose();
            }
        }
    }
}
