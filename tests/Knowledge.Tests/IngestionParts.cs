using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Parley.Knowledge.Indexing;
using Parley.Knowledge.Ingestion;
using Parley.Knowledge.Search;
using Parley.Reading;

namespace Parley.Knowledge.Tests;

/// <summary>The parts of the room, put together on a test's database.</summary>
internal static class IngestionParts
{
    /// <param name="steps">Null for the product's own.</param>
    public static DocumentIngestion Of(TestDatabase database, IReadOnlyList<IIngestionStep>? steps = null, IVectorIndex? vectors = null)
    {
        var states = new DocumentStates(database.Tenants, database.Time);
        var removal = Removal(database, vectors);
        return new(
            steps ?? DocumentIngestion.StepsOf(
                new Originals(database.Tenants),
                Reader(database), database.Time),
            new IndexDocument(database.Tenants, database.Sealer, database.Jobs, states, new(vectors), removal, database.Time), states, new Drafts(database.Tenants),
            removal, database.Tenants, database.Sealer, database.Time);
    }

    public static DocumentReader Reader(TestDatabase database) =>
        new(new ReadingOptions(), ReadingProgram.None, database.Time, NullLogger<DocumentReader>.Instance);

    public static ChunkRemoval Removal(TestDatabase database, IVectorIndex? vectors = null) => new(database.Tenants, new(vectors));

    public static KnowledgeSearch Search(TestDatabase database, IVectorIndex? vectors = null) => new(
        database.Tenants, new FactsCache(), new CandidateReader(database.Sealer), new VectorLeg(new(vectors), database.Time, NullLogger<VectorLeg>.Instance), new DocumentTexts(database.Tenants, database.Sealer),
        Options.Create(new KnowledgeOptions()), database.Time);

    public static IJobHandler[] Handlers(TestDatabase database, DocumentIngestion ingestion, IVectorIndex? vectors = null) =>
    [
        new IngestDocuments(
            ingestion, new Folding(database.Tenants), database.Tenants, database.Sealer, database.Jobs, NullLogger<IngestDocuments>.Instance),
        new DropChunks(Removal(database, vectors)),
    ];
}
