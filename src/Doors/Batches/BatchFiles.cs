using System.Collections.Frozen;
using System.IO.Pipelines;
using Parley.Conversations;

namespace Parley.Doors;

/// <summary>Writes what came of a batch into files of its owner, never held whole.</summary>
internal sealed class BatchFiles(BatchAnswers answers, FileUploads uploads)
{
    /// <param name="failed">The lines that were not answered, else those that were.</param>
    /// <returns>Null when there are none.</returns>
    /// <exception cref="RefusedException">The owner's files are full.</exception>
    public async Task<FileId?> WriteAsync(Batch batch, bool failed, CancellationToken cancellationToken)
    {
        if ((failed ? batch.Failed : batch.Completed) == 0)
        {
            return null;
        }

        var owner = new Caller { Tenant = batch.Tenant, Subject = batch.Subject, Scopes = FrozenSet<string>.Empty, AclTags = [] };
        var pipe = new Pipe();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var filling = FillAsync(batch, failed, pipe.Writer, ending.Token);
        try
        {
            var file = await uploads.KeepAsync(
                owner, $"{batch.Id}_{(failed ? "error" : "output")}.jsonl", StoredFile.BatchOutput, pipe.Reader.AsStream(), cancellationToken);
            await filling;
            return file.Id;
        }
        finally
        {
            await ending.CancelAsync();
            await filling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task FillAsync(Batch batch, bool failed, PipeWriter output, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var line in answers.ReadAsync(batch, failed, cancellationToken))
            {
                await output.WriteAsync((byte[])[.. line, (byte)'\n'], cancellationToken);
            }

            await output.CompleteAsync();
        }
        catch (Exception broken)
        {
            // Its reader is told, so that half a file is never taken for a whole one.
            await output.CompleteAsync(broken);
            throw;
        }
    }
}
