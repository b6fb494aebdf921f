using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Parley.Host.Composition;

namespace Parley.Host.Description;

/// <summary>The OpenAPI 3.1 document at <c>/openapi/v1.json</c>, made from the routes themselves.</summary>
internal static class ApiDescription
{
    /// <summary>Where the document stands.</summary>
    public const string Path = "/openapi/v1.json";

    /// <summary>The document's name among the framework's services.</summary>
    public const string Document = "v1";

    private const string Scheme = "bearer";

    public static IServiceCollection AddApiDescription(this IServiceCollection services) => services.AddSingleton<DescriptionText>().AddOpenApi(Document, options =>
    {
        var names = new SchemaNames();
        options.CreateSchemaReferenceId = names.Of;
        options.AddSchemaTransformer(Schemas.ShapeAsync);
        options.AddOperationTransformer(DescribeAsync);
        options.AddDocumentTransformer((document, _, _) =>
        {
            Introduce(document);
            names.RestoreNullability(document);
            return Task.CompletedTask;
        });
    });

    public static void MapApiDescription(this IEndpointRouteBuilder routes) =>
        routes.MapGet(Path, AnswerAsync).AllowAnonymous().ExcludeFromDescription();

    private static async Task<FileContentHttpResult> AnswerAsync(DescriptionText text, HttpResponse response)
    {
        var (bytes, tag) = await text.ReadAsync();
        response.Headers.CacheControl = "no-cache";
        return TypedResults.Bytes(bytes, "application/json; charset=utf-8", entityTag: tag);
    }

    private static void Introduce(OpenApiDocument document)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Parley",
            Version = Product.Version,
            Description = "Conversations whose answers are cited and durable. Readers ignore fields and events that they do not know.",
            License = new OpenApiLicense { Name = "Apache-2.0", Identifier = "Apache-2.0" },
        };
        document.Servers = [new OpenApiServer { Url = "/" }];
        document.Components ??= new OpenApiComponents();
        document.AddComponent(Scheme, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            Description = "An access token from /v1/auth/login, or an API key that begins with pk_.",
        });
        document.AddComponent(Problems.Name, Problems.Schema);
    }

    private static Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        operation.OperationId = OperationId(context.Description.HttpMethod ?? "", context.Description.RelativePath ?? "");
        if (!metadata.OfType<IAllowAnonymous>().Any())
        {
            operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Scheme, context.Document)] = [] }];
        }

        operation.Responses ??= [];
        AddStreams(operation.Responses, metadata.OfType<IProducesResponseTypeMetadata>());
        operation.Responses.TryAdd("default", metadata.OfType<ErrorShape>().Any(shape => shape.Beside is null) ? Problems.Imitated : Problems.Response(context.Document));
        return Task.CompletedTask;
    }

    // Media types without a type of C#, which the framework leaves out.
    private static void AddStreams(OpenApiResponses responses, IEnumerable<IProducesResponseTypeMetadata> answers)
    {
        foreach (var answer in answers.Where(answer => answer.Type is null || answer.Type == typeof(void)))
        {
            if (responses.TryGetValue(answer.StatusCode.ToString(CultureInfo.InvariantCulture), out var found) && found is OpenApiResponse response)
            {
                response.Content ??= new Dictionary<string, OpenApiMediaType>();
                foreach (var media in answer.ContentTypes)
                {
                    response.Content.TryAdd(media, new OpenApiMediaType { Schema = media == "text/event-stream" ? Events : new OpenApiSchema { Type = JsonSchemaType.Object } });
                }
            }
        }
    }

    private static OpenApiSchema Events => new() { Type = JsonSchemaType.String, Description = "Server-sent events." };

    // GET /v1/turns/{id}/events is get_v1_turns_id_events.
    private static string OperationId(string method, string path)
    {
        var words = path.Replace(".", "_dot_", StringComparison.Ordinal).Split(['/', '-', '{', '}', '*', '_'], StringSplitOptions.RemoveEmptyEntries);
        return string.Join('_', words.Prepend(method.ToLowerInvariant()));
    }
}
