using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Parley.Accounts;
using Parley.Knowledge.Asking;
using Parley.Knowledge.Embeddings;
using Parley.Knowledge.Indexing;
using Parley.Knowledge.Ingestion;
using Parley.Knowledge.Search;
using Parley.Models;
using Parley.Outgoing;
using Parley.Reading;
using Parley.Safety;

namespace Parley.Knowledge.Tests;

/// <summary>The parts of the room, put together on a test's database.</summary>
internal static class IngestionParts
{
    /// <param name="steps">Null for the product's own.</param>
    public static DocumentIngestion Of(TestDatabase database, IReadOnlyList<IIngestionStep>? steps = null, IVectorIndex? vectors = null, EncoderCatalogue? models = null)
    {
        var states = new DocumentStates(database.Tenants, database.Time);
        var removal = Removal(database, vectors);
        return new(
            steps ?? Steps(database, models),
            new IndexDocument(database.Tenants, database.Sealer, database.Jobs, states, new(vectors, database.Jobs), removal, new Folding(database.Tenants), database.Time), states, new Drafts(database.Tenants),
            removal, database.Tenants, database.Sealer, database.Time);
    }

    public static IReadOnlyList<IIngestionStep> Steps(TestDatabase database, EncoderCatalogue? models = null) => DocumentIngestion.StepsOf(
        Fetch(database), Reader(database), Guards(database).GetRequiredService<TextGuards>(), new Vault(database.Time), Embedder(database, models), database.Time);

    public static IServiceProvider Guards(TestDatabase database) => new ServiceCollection()
        .AddSingleton(database.Tenants).AddSingleton(database.Sealer).AddSingleton(database.Signals).AddSingleton(database.Time)
        .AddSingleton<AuditTrail>().AddSafety().BuildServiceProvider();

    /// <param name="models">Null for the built-in ones alone.</param>
    public static PassageEmbedder Embedder(TestDatabase database, EncoderCatalogue? models = null) =>
        new(database.Tenants, models ?? BuiltInModels.Services.GetRequiredService<EncoderCatalogue>(), database.Time, NullLogger<PassageEmbedder>.Instance);

    public static FetchOriginal Fetch(TestDatabase database) => new(
        new Originals(database.Tenants),
        new(new OutgoingHttp(Options.Create(new OutgoingOptions { AllowPrivateAddresses = true }), TimeProvider.System, NullLoggerFactory.Instance), Options.Create(new KnowledgeOptions { MostDocumentBytes = 100_000 })),
        database.Tenants, database.Time);

    public static DocumentReader Reader(TestDatabase database) =>
        new(new ReadingOptions(), ReadingProgram.None, database.Time, NullLogger<DocumentReader>.Instance);

    public static ChunkRemoval Removal(TestDatabase database, IVectorIndex? vectors = null) => new(database.Tenants, new(vectors, database.Jobs));

    public static KnowledgeSearch Search(
        TestDatabase database, IVectorIndex? vectors = null, IServiceProvider? models = null, SearchModelOptions? options = null, bool keeps = true) => new(
        database.Tenants, new FactsCache(), new CandidateReader(database.Sealer),
        new VectorLeg(new(vectors, database.Jobs), database.Time, NullLogger<VectorLeg>.Instance),
        new DocumentTexts(database.Tenants, database.Sealer), new SearchCache(Options.Create(new KnowledgeOptions { CachedResultBytes = keeps ? 1 << 24 : 0 })),
        Options.Create(new KnowledgeOptions()), Models(models ?? BuiltInModels.Services, Options.Create(options ?? new()), database.Time), database.Time,
        NullLogger<KnowledgeSearch>.Instance);

    private static SearchModels Models(IServiceProvider models, IOptions<SearchModelOptions> options, TimeProvider time)
    {
        var (encoders, chats) = (models.GetRequiredService<EncoderCatalogue>(), models.GetRequiredService<ModelCatalogue>());
        var gateway = models.GetRequiredService<ModelGateway>();
        return new(
            new(encoders, options, time, NullLogger<QueryEmbedder>.Instance), new(chats, gateway, options, time),
            new(encoders, chats, gateway, options, time, NullLogger<SecondReading>.Instance), options, time);
    }

    public static IngestDocuments Ingest(TestDatabase database, DocumentIngestion ingestion) =>
        new(ingestion, new Folding(database.Tenants), database.Tenants, database.Sealer, database.Jobs, NullLogger<IngestDocuments>.Instance);

    public static IJobHandler[] Handlers(TestDatabase database, DocumentIngestion ingestion, IVectorIndex? vectors = null) =>
    [
        Ingest(database, ingestion),
        new FetchDocuments(Ingest(database, ingestion), Options.Create(new KnowledgeOptions())),
        new DropChunks(Removal(database, vectors)),
        new RereadDocuments(new(database.Tenants, database.Sealer, database.Jobs, database.Time), database.Tenants),
    ];
}
