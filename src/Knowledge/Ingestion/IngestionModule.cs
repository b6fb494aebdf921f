using Microsoft.Extensions.DependencyInjection;
using Parley.Knowledge.Embeddings;
using Parley.Knowledge.Indexing;
using Parley.Models;
using Parley.Outgoing;
using Parley.Reading;
using Parley.Safety;
using Parley.Storage;

namespace Parley.Knowledge.Ingestion;

/// <summary>The way of documents into the index.</summary>
internal static class IngestionModule
{
    public static IServiceCollection AddIngestion(this IServiceCollection services) => services
        .AddReading()
        .AddSingleton<DocumentStates>()
        .AddSingleton<Drafts>()
        .AddSingleton(provider => new ChunkVectors(provider.GetService<IVectorIndex>(), provider.GetRequiredService<JobQueue>()))
        .AddSingleton<PassageEmbedder>()
        .AddSingleton(provider => new EmbeddingChange(
            provider.GetRequiredService<TenantDatabase>(), provider.GetRequiredService<Sealer>(), provider.GetRequiredService<JobQueue>(),
            provider.GetRequiredService<EncoderCatalogue>(), provider.GetService<IVectorIndex>()))
        .AddJobHandler<EmbedChunks>()
        .AddSingleton<ChunkRemoval>()
        .AddSingleton<Folding>()
        .AddSingleton<IndexDocument>()
        .AddSingleton<IReadOnlyList<IIngestionStep>>(provider =>
            DocumentIngestion.StepsOf(
                provider.GetRequiredService<FetchOriginal>(), provider.GetRequiredService<DocumentReader>(), provider.GetRequiredService<TextGuards>(),
                provider.GetRequiredService<Vault>(), provider.GetRequiredService<PassageEmbedder>(),
                provider.GetRequiredService<TimeProvider>()))
        .AddOutgoing()
        .AddSingleton<AddressFetcher>()
        .AddSingleton<FetchOriginal>()
        .AddSingleton<DocumentIngestion>()
        .AddSingleton<IngestDocuments>()
        .AddJobHandler<IngestDocuments>()
        .AddJobHandler<FetchDocuments>()
        .AddJobHandler<DropChunks>()
        .AddSingleton<Rereading>()
        .AddJobHandler<RereadDocuments>()
        .AddSingleton<Reindexing>()
        .AddJobHandler<ReindexDocuments>()
        .AddHostedService<KnowledgeUpkeep>();
}
