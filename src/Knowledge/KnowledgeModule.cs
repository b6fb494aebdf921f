using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
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
        return services.AddValidation()
            .AddMigrations("knowledge", typeof(KnowledgeModule).Assembly)
            .AddSingleton<IValidateOptions<KnowledgeOptions>, KnowledgeOptionsValidator>()
            .AddSingleton<Namespaces>()
            .AddSingleton<DocumentStore>()
            .AddSingleton<Uploads>()
            .AddSingleton<Originals>()
            .AddSingleton<DocumentContents>()
            .AddSingleton<FactsCache>()
            .AddSingleton(provider => new DocumentGlances(provider.GetRequiredService<DocumentStore>()))
            .AddSingleton(provider => new KnowledgeIntake(
                provider.GetRequiredService<Uploads>(), provider.GetRequiredService<DocumentStore>()))
            .AddSingleton<CandidateReader>()
            .AddSingleton<VectorLeg>()
            .AddSingleton(provider => new KnowledgeSearch(
                provider.GetRequiredService<TenantDatabase>(), provider.GetRequiredService<FactsCache>(), provider.GetRequiredService<CandidateReader>(),
                provider.GetRequiredService<VectorLeg>(),
                provider.GetRequiredService<DocumentTexts>(), provider.GetRequiredService<IOptions<KnowledgeOptions>>(),
                provider.GetRequiredService<TimeProvider>()))
            .AddSingleton<DocumentTexts>()
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
        DeleteDocument.Map(group);
        RetryDocument.Map(group);
        SearchDocuments.Map(group);
    }
}
