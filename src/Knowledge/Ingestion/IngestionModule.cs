using Microsoft.Extensions.DependencyInjection;
using Parley.Knowledge.Indexing;
using Parley.Reading;
using Parley.Storage;

namespace Parley.Knowledge.Ingestion;

/// <summary>The way of documents into the index.</summary>
internal static class IngestionModule
{
    public static IServiceCollection AddIngestion(this IServiceCollection services) => services
        .AddReading()
        .AddSingleton<DocumentStates>()
        .AddSingleton<Drafts>()
        .AddSingleton(provider => new ChunkVectors(provider.GetService<IVectorIndex>()))
        .AddSingleton<ChunkRemoval>()
        .AddSingleton<Folding>()
        .AddSingleton<IndexDocument>()
        .AddSingleton<IReadOnlyList<IIngestionStep>>(provider =>
            DocumentIngestion.StepsOf(
                provider.GetRequiredService<Originals>(), provider.GetRequiredService<DocumentReader>(), provider.GetRequiredService<TimeProvider>()))
        .AddSingleton<DocumentIngestion>()
        .AddJobHandler<IngestDocuments>()
        .AddJobHandler<DropChunks>()
        .AddSingleton<Reindexing>()
        .AddJobHandler<ReindexDocuments>()
        .AddHostedService<KnowledgeUpkeep>();
}
