using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Parley.Knowledge.Asking;
using Parley.Knowledge.Embeddings;
using Parley.Knowledge.Indexing;
using Parley.Knowledge.Ingestion;
using Parley.Knowledge.Routes;
using Parley.Knowledge.Search;
using Parley.Storage;

namespace Parley.Knowledge;

/// <summary>Documents, passages and the search for them, for those who may see them.</summary>
public static class KnowledgeModule
{
    public static IServiceCollection AddKnowledge(this IServiceCollection services)
    {
        services.AddOptions<KnowledgeOptions>().BindConfiguration("Parley:Knowledge").ValidateOnStart();
        services.AddOptions<SearchModelOptions>().BindConfiguration("Search").ValidateOnStart();
        return services.AddValidation()
            .AddMigrations("knowledge", typeof(KnowledgeModule).Assembly)
            .AddSingleton<IValidateOptions<KnowledgeOptions>, KnowledgeOptionsValidator>()
            .AddSingleton<IValidateOptions<SearchModelOptions>, SearchModelOptionsValidator>()
            .AddSingleton<QueryEmbedder>()
            .AddSingleton<QuestionWriter>()
            .AddSingleton<SecondReading>()
            .AddSingleton<SearchModels>()
            .AddSingleton<Namespaces>()
            .AddSingleton<DocumentStore>()
            .AddSingleton<Uploads>()
            .AddSingleton<Originals>()
            .AddSingleton<DocumentContents>()
            .AddSingleton<FactsCache>()
            .AddSingleton<SearchCache>()
            .AddSingleton(provider => new DocumentGlances(provider.GetRequiredService<DocumentStore>()))
            .AddSingleton(provider => new KnowledgeIntake(
                provider.GetRequiredService<Uploads>(), provider.GetRequiredService<DocumentStore>(), provider.GetRequiredService<DocumentAccess>()))
            .AddSingleton<DocumentAccess>()
            .AddSingleton<CandidateReader>()
            .AddSingleton<VectorLeg>()
            .AddSingleton(provider => new KnowledgeSearch(
                provider.GetRequiredService<TenantDatabase>(), provider.GetRequiredService<FactsCache>(), provider.GetRequiredService<CandidateReader>(),
                provider.GetRequiredService<VectorLeg>(),
                provider.GetRequiredService<DocumentTexts>(), provider.GetRequiredService<SearchCache>(),
                provider.GetRequiredService<IOptions<KnowledgeOptions>>(), provider.GetRequiredService<SearchModels>(),
                provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<KnowledgeSearch>>()))
            .AddSingleton(provider => new DocumentInquiry(provider.GetRequiredService<TenantDatabase>(), provider.GetRequiredService<Sealer>()))
            .AddSingleton<DocumentTexts>()
            .AddSingleton(provider => new DocumentRestoration(provider.GetRequiredService<TenantDatabase>(), provider.GetRequiredService<Sealer>()))
            .AddSingleton(provider => new KnowledgeVersion(provider.GetRequiredService<TenantDatabase>()))
            .AddSingleton(provider => new CitationSources(provider.GetRequiredService<DocumentTexts>()))
            .AddSingleton(provider => new DemoKnowledge(provider.GetRequiredService<Uploads>()))
            .AddSingleton(provider => new AttachedKnowledge(provider.GetRequiredService<TenantDatabase>(), provider.GetRequiredService<Uploads>()))
            .AddIngestion();
    }

    public static void MapKnowledge(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/knowledge").WithTags("Knowledge");
        ListNamespaces.Map(group);
        ChangeNamespace.Map(group);
        AddDocument.Map(group);
        AddBatch.Map(group);
        ListDocuments.Map(group);
        GetDocument.Map(group);
        GetDocumentText.Map(group);
        ListChunks.Map(group);
        DownloadDocument.Map(group);
        ChangeDocument.Map(group);
        DeleteDocument.Map(group);
        RetryDocument.Map(group);
        RereadNamespace.Map(group);
        SearchDocuments.Map(group);
    }
}
