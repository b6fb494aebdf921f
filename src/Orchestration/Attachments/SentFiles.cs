using Microsoft.Extensions.Options;
using Parley.Conversations;
using Parley.Models;

namespace Parley.Orchestration;

/// <summary>Looks at the files of a send before anything of it is stored: whose they are, how many, and whether the model can see them.</summary>
internal sealed class SentFiles(FileStore files, FileUploads uploads, ModelCatalogue catalogue, IOptions<FilesOptions> options)
{
    public async ValueTask<PreparedFiles> PrepareAsync(Caller caller, Send send, Deployment deployment, CancellationToken cancellationToken)
    {
        if (!send.Messages.Any(message => message.Files.Count > 0))
        {
            return PreparedFiles.None;
        }

        var made = new List<FileId>();
        try
        {
            var files = await LookAsync(caller, send, deployment, made, cancellationToken);
            files.Drop = made.Count == 0 ? null : () => DropAsync(caller, made);
            return files;
        }
        catch (RefusedException refusal)
        {
            await DropAsync(caller, made);
            return new(refusal);
        }
        catch
        {
            await DropAsync(caller, made);
            throw;
        }
    }

    /// <summary>Takes back what nothing came of: a refused send, or the repetition of one that brought the same.</summary>
    private async ValueTask DropAsync(Caller caller, List<FileId> made)
    {
        foreach (var file in made)
        {
            await uploads.DropAsync(caller, file);
        }
    }

    private async Task<PreparedFiles> LookAsync(
        Caller caller, Send send, Deployment deployment, List<FileId> made, CancellationToken cancellationToken)
    {
        var ofMessages = new Dictionary<IReadOnlyList<SentFile>, IReadOnlyList<Attachment>>(ReferenceEqualityComparer.Instance);
        foreach (var message in send.Messages.Where(message => message.Files.Count > 0))
        {
            if (message.Files.Count > options.Value.MostPerMessage || message.Files.DistinctBy(file => file.Identity).Count() < message.Files.Count)
            {
                throw new RefusedException(Refusal.Invalid(
                    "attachments", $"A message may have {options.Value.MostPerMessage} files, each once; this one has {message.Files.Count}."));
            }

            ofMessages[message.Files] = await OfAsync(caller, message.Files, deployment, made, cancellationToken);
        }

        return new(ofMessages);
    }

    private async Task<IReadOnlyList<Attachment>> OfAsync(
        Caller caller, IReadOnlyList<SentFile> sent, Deployment deployment, List<FileId> made, CancellationToken cancellationToken)
    {
        var sees = deployment.Abilities.HasFlag(ModelAbilities.Vision);
        if (!sees && sent.Any(file => file.Bytes is not null))
        {
            throw await BlindAsync(caller, deployment, cancellationToken);
        }

        var known = await files.FindAsync(caller.Tenant, caller.Subject, [.. sent.Where(file => file.Id is not null).Select(file => file.Id!.Value)], cancellationToken);
        var found = new List<StoredFile>();
        foreach (var file in sent)
        {
            found.Add(
                file.Bytes is { } bytes ? await TakeAsync(caller, file.Name, bytes, made, cancellationToken)
                : known.FirstOrDefault(one => one.Id == file.Id) ?? throw new RefusedException(Refusal.NotFound("file")));
        }

        return found.Exists(file => file.Kind == StoredFile.Image) && !sees
            ? throw await BlindAsync(caller, deployment, cancellationToken)
            : [.. found.Zip(sent, (file, asked) => Attachment.Of(file) with { Detail = asked.Detail })];
    }

    private async Task<StoredFile> TakeAsync(Caller caller, string name, byte[] bytes, List<FileId> made, CancellationToken cancellationToken)
    {
        var file = await uploads.TakeAsync(caller, name, bytes, cancellationToken);
        made.Add(file.Id);
        return file.Kind == StoredFile.Image
            ? file
            : throw new RefusedException(Refusal.Invalid("messages", "The data of an image_url are no image. Send a text as a part of the type text."));
    }

    private async Task<RefusedException> BlindAsync(Caller caller, Deployment deployment, CancellationToken cancellationToken)
    {
        var models = await catalogue.ForAsync(caller.Tenant, cancellationToken);
        var seeing = models.ListFor(caller.AclTags).Where(one => one.Abilities.HasFlag(ModelAbilities.Vision)).Select(one => one.Name).ToList();
        return new(new Refusal(422, "model_cannot_see", seeing.Count > 0
            ? $"The model {deployment.Name} cannot see images. Of the models here, these can: {string.Join(", ", seeing)}."
            : $"The model {deployment.Name} cannot see images, and no other model here can."));
    }
}
