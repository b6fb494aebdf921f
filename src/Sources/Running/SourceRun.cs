namespace Parley.Sources;

/// <summary>One run of a source, as its reader sees it.</summary>
public sealed class SourceRun
{
    private Glob? _glob;

    public required TenantScope Tenant { get; init; }

    public required SourceId Source { get; init; }

    public required SourceSettings Settings { get; init; }

    /// <summary>By their names in the settings.</summary>
    public required IReadOnlyDictionary<string, string> Secrets { get; init; }

    /// <summary>Rises by one with each run; a run that goes on after a crash keeps its number.</summary>
    public required long Number { get; init; }

    /// <summary>Access tags of what has none of its own, in their written form.</summary>
    public required string Acl { get; init; }

    /// <summary>Whether everything is fetched anew.</summary>
    public required bool Full { get; init; }

    /// <summary>Largest entry in bytes.</summary>
    public required int MostItemBytes { get; init; }

    /// <summary>How far the last run that went to its end was; what is set here is kept when this one does.</summary>
    public string? Cursor { get; set; }

    /// <summary>Looks an entry up by its external id.</summary>
    public required Func<string, CancellationToken, Task<KnownItem?>> FindAsync { get; init; }

    /// <summary>Stands for the access tags of the source, and what they mean for those of its entries, in what tells versions apart.</summary>
    public string AclMark => Names.Hash(Settings.AclMayWiden == true ? Acl + " +" : Acl)[..8];

    /// <summary>Whether the patterns of the source take a path, which has <c>/</c> between its parts.</summary>
    public bool Takes(string path) => (_glob ??= new Glob(Settings.Include, Settings.Exclude)).Takes(path);

    /// <summary>Whether what the listing lacks may be deleted.</summary>
    public bool IsWhole { get; private set; } = true;

    /// <summary>Why not, for the owner; null when it is only the way of the source.</summary>
    public string? Because { get; private set; }

    /// <summary>Whether nothing at all is new, so that even what was not listed stands.</summary>
    public bool IsAsBefore { get; private set; }

    /// <summary>Tells that not all was listed: nothing is deleted because of this run.</summary>
    public void NotWhole(string? because)
    {
        IsWhole = false;
        Because ??= because;
    }

    /// <summary>Tells that the source is as the last run left it.</summary>
    public void AsBefore()
    {
        IsAsBefore = true;
        IsWhole = false;
    }
}
