using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Parley.Sources.Git;

/// <summary>A file of a commit.</summary>
internal sealed record GitFile(string Path, string Blob, long Bytes);

/// <summary>A repository elsewhere, of which one commit is fetched.</summary>
internal sealed partial class GitRepository(GitProgram git, string address, string? branch) : IDisposable
{
    private const int LongestHeader = 200;
    private Process? _blobs;
    private string _name = "HEAD";

    /// <summary>The commit that the branch points to now.</summary>
    /// <exception cref="SourceFailedException">The repository cannot be asked, or has no such branch.</exception>
    public async Task<string> HeadAsync(CancellationToken cancellationToken)
    {
        string[] names = branch is null ? ["HEAD"] : [$"refs/heads/{branch}", $"refs/tags/{branch}"];
        if (branch is not null && !BranchName().IsMatch(branch))
        {
            throw NoBranch();
        }

        var listed = await RunAsync(["ls-remote", "--quiet", "--", address, .. names], cancellationToken);
        var head = (from line in Encoding.UTF8.GetString(listed).Split('\n')
                    let parts = line.Split('\t')
                    where parts.Length == 2 && names.Contains(parts[1]) && Commit().IsMatch(parts[0])
                    select (Commit: parts[0], Name: parts[1])).FirstOrDefault();
        _name = head.Name ?? throw NoBranch();
        return head.Commit;
    }

    /// <summary>Fetches what the branch that was asked for points to, without what came before it.</summary>
    /// <returns>The commit.</returns>
    public async Task<string> FetchAsync(CancellationToken cancellationToken)
    {
        await RunAsync(["init", "--quiet", "--bare", "--template=", "--", git.Repository], cancellationToken);
        await RunAsync(
            [In, "fetch", "--quiet", "--depth=1", "--no-tags", "--no-recurse-submodules", "--no-auto-maintenance", "--", address, _name], cancellationToken);
        var commit = Encoding.UTF8.GetString(await RunAsync([In, "rev-parse", "--verify", "--quiet", "FETCH_HEAD^{commit}"], cancellationToken)).Trim();
        return Commit().IsMatch(commit) ? commit : throw NoBranch();
    }

    /// <summary>The files of a commit; neither links nor other repositories in it.</summary>
    public async Task<IReadOnlyList<GitFile>> FilesAsync(string commit, CancellationToken cancellationToken)
    {
        var listed = await RunAsync([In, "ls-tree", "-r", "-z", "--long", "--full-tree", commit], cancellationToken);
        return
        [
            .. from entry in Encoding.UTF8.GetString(listed).Split('\0', StringSplitOptions.RemoveEmptyEntries)
               let tab = entry.IndexOf('\t', StringComparison.Ordinal)
               where tab > 0
               let parts = entry[..tab].Split(' ', StringSplitOptions.RemoveEmptyEntries)
               where parts is ["100644" or "100755" or "100664", "blob", _, _] && long.TryParse(parts[3], CultureInfo.InvariantCulture, out _)
               select new GitFile(entry[(tab + 1)..], parts[2], long.Parse(parts[3], CultureInfo.InvariantCulture)),
        ];
    }

    /// <summary>The bytes of a file.</summary>
    public async Task<byte[]> ReadAsync(GitFile file, CancellationToken cancellationToken)
    {
        if (_blobs is null)
        {
            _blobs = git.Start([In, "cat-file", "--batch"]);
            _ = _blobs.StandardError.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
        }

        await _blobs.StandardInput.BaseStream.WriteAsync(Encoding.ASCII.GetBytes(file.Blob + "\n"), cancellationToken);
        await _blobs.StandardInput.BaseStream.FlushAsync(cancellationToken);
        var output = _blobs.StandardOutput.BaseStream;
        if (await HeaderAsync(output, cancellationToken) is not [_, "blob", var size] || size != file.Bytes.ToString(CultureInfo.InvariantCulture))
        {
            throw new IOException("git answered something else than the file that was asked for.");
        }

        var bytes = new byte[file.Bytes];
        await output.ReadExactlyAsync(bytes, cancellationToken);
        await output.ReadExactlyAsync(new byte[1], cancellationToken);
        return bytes;
    }

    public void Dispose()
    {
        if (_blobs is not null)
        {
            GitProgram.Kill(_blobs);
            _blobs.Dispose();
        }

        git.Dispose();
    }

    private string In => "--git-dir=" + git.Repository;

    private static async Task<string[]> HeaderAsync(Stream output, CancellationToken cancellationToken)
    {
        var (line, letter) = (new StringBuilder(), new byte[1]);
        while (line.Length < LongestHeader)
        {
            await output.ReadExactlyAsync(letter, cancellationToken);
            if (letter[0] == (byte)'\n')
            {
                break;
            }

            line.Append((char)letter[0]);
        }

        return line.ToString().Split(' ');
    }

    private async Task<byte[]> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var result = await git.RunAsync(arguments, cancellationToken);
        return result.ExitCode == 0 ? result.Output : throw new SourceFailedException(Explain(result.Complaint));
    }

    // What git says may tell of places on this machine and of the far end's: only its sense is passed on.
    private static string Explain(string complaint) =>
        Has(complaint, "Authentication failed") || Has(complaint, "could not read Username") || Has(complaint, "error: 401") || Has(complaint, "error: 403")
            ? "The repository asks for a token, or does not take the one that is kept for it."
        : Has(complaint, "not found") || Has(complaint, "does not appear to be a git repository") || Has(complaint, "does not exist")
            ? "There is no such repository, or it is not shown without a token."
        : Has(complaint, "couldn't find remote ref") ? "The repository has no such branch or tag."
        : Has(complaint, "redirect") ? "The repository is at another address now."
        : Has(complaint, "Could not resolve") || Has(complaint, "Failed to connect") || Has(complaint, "timed out") ? "The repository's server does not answer."
        : "The repository could not be read.";

    private static bool Has(string complaint, string words) => complaint.Contains(words, StringComparison.OrdinalIgnoreCase);

    private SourceFailedException NoBranch() => new(branch is null ? "The repository is empty." : "The repository has no such branch or tag.");

    [GeneratedRegex(@"\A(?!.*(\.\.|//|/\z|\.lock\z))[A-Za-z0-9_][A-Za-z0-9._/+@#-]{0,240}\z")]
    private static partial Regex BranchName();

    [GeneratedRegex(@"\A([0-9a-f]{40}|[0-9a-f]{64})\z")]
    private static partial Regex Commit();
}
