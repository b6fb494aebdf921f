using Parley.Knowledge.Embeddings;
using Parley.Reading;
using Parley.Storage;

namespace Parley.Knowledge.Ingestion;

/// <summary>One version of a document on its way through the steps, and what each made of it.</summary>
internal sealed class IngestionItem
{
    public required TenantScope Tenant { get; init; }

    /// <summary>What is written belongs to it: whoever has lost it writes nothing.</summary>
    public required JobRun Job { get; init; }

    public required string Namespace { get; init; }

    public required IngestWork Work { get; init; }

    public required DocumentCard Card { get; set; }

    public required string Acl { get; init; }

    public required ChunkSize Size { get; init; }

    /// <summary>Opens and seals the namespace's texts.</summary>
    public required DataKey Key { get; init; }

    /// <summary>As its sender says, and later as it is.</summary>
    public required string MediaType { get; set; }

    /// <summary>The file as it was uploaded.</summary>
    public byte[] Original { get; set; } = [];

    public CleanDocument? Document { get; set; }

    /// <summary>What has to be written for the placeholders of its text to be restored.</summary>
    public IReadOnlyList<Statement> Minted { get; set; } = [];

    /// <summary>Whether something was taken out of its text.</summary>
    public bool IsReplaced { get; set; }

    public IReadOnlyList<Passage> Passages { get; set; } = [];

    public IndexedDocument? Indexed { get; set; }

    public EmbeddedPassages Embedded { get; set; } = EmbeddedPassages.None;

    /// <summary>How the steps went so far.</summary>
    public List<DocumentStep> Steps { get; init; } = [];
}

/// <summary>One step on a document's way from its file to the index. The order is written in <see cref="DocumentIngestion"/>.</summary>
internal interface IIngestionStep
{
    /// <summary>What people see: <c>fetch detect parse clean split enrich embed index</c>.</summary>
    string Name { get; }

    /// <summary>Whether people should be told that it has begun.</summary>
    bool IsLong(IngestionItem item) => false;

    /// <exception cref="UnreadableDocumentException">Trying again cannot help; the message is for the sender.</exception>
    Task TakeAsync(IngestionItem item, CancellationToken cancellationToken);
}

/// <summary>A step whose outcome is dear, so that an attempt after a crash takes it as it was kept.</summary>
internal interface IKeptStep : IIngestionStep
{
    /// <summary>Whether what it made of this document is worth keeping.</summary>
    /// <param name="tookLong">It took longer than keeping it takes.</param>
    bool IsKept(IngestionItem item, bool tookLong) => tookLong;

    byte[] Keep(IngestionItem item);

    void Restore(IngestionItem item, byte[] kept);
}
