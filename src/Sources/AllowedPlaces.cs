using Microsoft.Extensions.Options;

namespace Parley.Sources;

/// <summary>The places on this machine that its operator allowed tenants to read.</summary>
public sealed class AllowedPlaces(IOptions<SourcesOptions> options)
{
    private volatile TenantScope? _first;

    /// <summary>Says whom a place is for that stands in the settings without a tenant.</summary>
    public void Grant(TenantScope tenant) => _first = tenant;

    /// <summary>The folder behind a path, its links followed.</summary>
    /// <exception cref="RefusedException">It is not in a folder that the tenant may read. Whether it is there at all is not told.</exception>
    public string CheckFolder(TenantScope tenant, string path) => Check(tenant, path, options.Value.Folders, "Parley__Sources__Folders");

    /// <inheritdoc cref="CheckFolder"/>
    public string CheckRepository(TenantScope tenant, string path) => Check(tenant, path, options.Value.Repositories, "Parley__Sources__Repositories");

    /// <summary>Whether a path lies in a folder or is it; both without links.</summary>
    internal static bool IsWithin(string path, string folder) =>
        path == folder || path.StartsWith(folder.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    /// <summary>A path with every link on the way followed; null when it leads nowhere.</summary>
    internal static string? Real(string path)
    {
        try
        {
            var real = Path.GetPathRoot(path)!;
            foreach (var part in path[real.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
            {
                var next = Path.Combine(real, part);
                FileSystemInfo entry = Directory.Exists(next) ? new DirectoryInfo(next) : new FileInfo(next);
                real = entry.LinkTarget is null ? next : entry.ResolveLinkTarget(returnFinalTarget: true) is { Exists: true } target ? Real(target.FullName)! : null!;
                if (real is null || !Path.Exists(real))
                {
                    return null;
                }
            }

            return real;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    private string Check(TenantScope tenant, string path, IReadOnlyList<string> allowed, string setting)
    {
        var real = Path.IsPathFullyQualified(path) ? Real(Path.GetFullPath(path)) : null;
        return real is not null && Granted(tenant, allowed).Any(folder => IsWithin(real, folder))
            ? real
            : throw new RefusedException(new Refusal(
                422, "place_not_allowed", $"The server may not read from there. Its operator allows places by {setting}; the path begins at the root of the server."));
    }

    private IEnumerable<string> Granted(TenantScope tenant, IReadOnlyList<string> allowed) =>
        from entry in allowed
        let parts = entry.StartsWith("tenant_", StringComparison.Ordinal) && entry.Contains('=', StringComparison.Ordinal) ? entry.Split('=', 2) : [_first?.Id.Value ?? "", entry]
        where parts[0] == tenant.Id.Value && Path.IsPathFullyQualified(parts[1])
        let real = Real(Path.GetFullPath(parts[1]))
        where real is not null
        select real;
}
