using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Extensions.Options;
using Parley.Outgoing;
using Parley.Sources.Folder;

namespace Parley.Sources.Git;

/// <summary>
/// Reads a branch of a git repository. What changed between two commits is told by the names of their blobs, which stand for the bytes:
/// so a shallow copy of the newer one is enough, also when the history was written anew.
/// </summary>
internal sealed class GitReader(AllowedPlaces places, IOptions<SourcesOptions> options, IOptions<OutgoingOptions> outgoing, TimeProvider time) : ISourceReader
{
    private static readonly byte[] LfsMark = "version https://git-lfs.github.com/spec"u8.ToArray();

    public string Kind => SourceKinds.Git;

    public async IAsyncEnumerable<SourceItem> ListAsync(SourceRun run, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var repository = await OpenAsync(run, cancellationToken);
        if (run.Cursor == $"{await repository.HeadAsync(cancellationToken)} {run.AclMark}")
        {
            run.AsBefore();
            yield break;
        }

        var commit = await repository.FetchAsync(cancellationToken);
        var prefix = run.Settings.Prefix ?? "";
        var files = await repository.FilesAsync(commit, cancellationToken);
        var lists = await ListsAsync(repository, files, cancellationToken);
        foreach (var file in files.Where(file => file.Path.StartsWith(prefix, StringComparison.Ordinal) && !IsHidden(file.Path) && run.Takes(file.Path)))
        {
            yield return Item(run, repository, file, Nearest(lists, file.Path));
        }

        run.Cursor = $"{commit} {run.AclMark}";
    }

    private static SourceItem Item(SourceRun run, GitRepository repository, GitFile file, AclFile? acl) => new()
    {
        ExternalId = file.Path,
        Stamp = file.Blob,
        Acl = acl?.Of(file.Path),
        IsAclBroken = acl?.IsBroken ?? false,
        FetchAsync = async cancellationToken =>
        {
            if (file.Bytes > run.MostItemBytes)
            {
                return Fetched.Failed.TooLarge(run.MostItemBytes);
            }

            var bytes = await repository.ReadAsync(file, cancellationToken);
            return bytes.AsSpan().StartsWith(LfsMark)
                ? new Fetched.Skipped("Its content is kept outside of the repository (LFS).")
                : new Fetched.Content(bytes, null, Path.GetFileName(file.Path), null, UrlOf(run.Settings, file.Path));
        },
    };

    // Where it is known how the server shows a file; by the branch, so that a new commit alone changes nothing.
    private static string? UrlOf(SourceSettings settings, string path) =>
        settings.Url is { } address && new Uri(address).Host is "github.com" or "gitlab.com"
            ? $"{WithoutEnding(settings.Url.TrimEnd('/'))}/blob/{settings.Branch ?? "HEAD"}/{string.Join('/', path.Split('/').Select(Uri.EscapeDataString))}"
            : null;

    private static string WithoutEnding(string address) => address.EndsWith(".git", StringComparison.Ordinal) ? address[..^4] : address;

    private static bool IsHidden(string path) => path.StartsWith('.') || path.Contains("/.", StringComparison.Ordinal);

    private static async Task<Dictionary<string, AclFile>> ListsAsync(GitRepository repository, IReadOnlyList<GitFile> files, CancellationToken cancellationToken)
    {
        var lists = new Dictionary<string, AclFile>();
        foreach (var file in files.Where(file => Path.GetFileName(file.Path) == AclFile.Name))
        {
            var folder = file.Path[..^AclFile.Name.Length];
            lists[folder] = file.Bytes <= AclFile.Longest ? AclFile.Read(folder, await repository.ReadAsync(file, cancellationToken)) : AclFile.Broken(folder);
        }

        return lists;
    }

    private static AclFile? Nearest(Dictionary<string, AclFile> lists, string path)
    {
        for (var end = path.LastIndexOf('/'); end >= 0; end = end == 0 ? -1 : path.LastIndexOf('/', end - 1))
        {
            if (lists.TryGetValue(path[..(end + 1)], out var list))
            {
                return list;
            }
        }

        return lists.GetValueOrDefault("");
    }

    private async Task<GitRepository> OpenAsync(SourceRun run, CancellationToken cancellationToken)
    {
        if (run.Settings.Path is { } path)
        {
            try
            {
                var place = places.CheckRepository(run.Tenant, path);
                LocalRepository.Check(place);
                return new GitRepository(new GitProgram(options.Value, "file", [], time), "file://" + place, run.Settings.Branch);
            }
            catch (RefusedException exception)
            {
                throw new SourceFailedException(exception.Message);
            }
        }

        var address = Asked(run.Settings.Url!);
        var settings = new List<(string, string)> { ("http.curloptResolve", await PinAsync(address, cancellationToken)) };
        if (run.Secrets.TryGetValue("token", out var token))
        {
            var proof = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{run.Settings.Username ?? "x-access-token"}:{token}"));
            settings.Add(($"http.{address.GetLeftPart(UriPartial.Authority)}/.extraHeader", $"Authorization: Basic {proof}"));
        }

        var git = new GitProgram(options.Value, "https", settings, time);
        try
        {
            await CheckVersionAsync(git, cancellationToken);
            return new GitRepository(git, address.AbsoluteUri, run.Settings.Branch);
        }
        catch
        {
            git.Dispose();
            throw;
        }
    }

    /// <summary>The address with its host as name servers know it: git is to ask for the very name that was looked at.</summary>
    internal static Uri Asked(string url) => new Uri(url) is var address && Ascii.IsValid(address.Host)
        ? address
        : new UriBuilder(address) { Host = address.IdnHost }.Uri;

    // git makes its own connections: it is told the address that was looked at, and asks no name server.
    private async Task<string> PinAsync(Uri address, CancellationToken cancellationToken)
    {
        try
        {
            var found = await Dns.GetHostAddressesAsync(address.IdnHost, cancellationToken);
            return found.Length > 0 && Array.TrueForAll(found, MayBeCalled)
                ? $"{address.IdnHost}:{address.Port}:{string.Join(',', found.Select(one => one.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{one}]" : one.ToString()))}"
                : throw new SourceFailedException("The address leads into a private network, to the server itself, or nowhere.");
        }
        catch (Exception exception) when (exception is SocketException or ArgumentException)
        {
            throw new SourceFailedException("There is no host of that name, or its name server does not answer.");
        }
    }

    private bool MayBeCalled(IPAddress address) => AddressKinds.Of(address) switch
    {
        AddressKind.Public => true,
        AddressKind.Metadata or AddressKind.Reserved => false,
        _ => outgoing.Value.AllowPrivateAddresses,
    };

    // Older ones ask name servers themselves, whatever they are told.
    private static async Task CheckVersionAsync(GitProgram git, CancellationToken cancellationToken)
    {
        var said = Encoding.UTF8.GetString((await git.RunAsync(["--version"], cancellationToken)).Output).Split(' ');
        if (said.Length < 3 || !Version.TryParse(string.Join('.', said[2].Trim().Split('.').Take(2)), out var version) || version < new Version(2, 37))
        {
            throw new SourceFailedException("The server's git is too old to be led to an address that was looked at; it takes 2.37 or later.");
        }
    }
}
