using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace Parley.Accounts;

/// <summary>GET /v1/statements/{month} — what the tenant is charged for a month, as JSON or as a table.</summary>
internal static class ShowStatement
{
    private const string Json = "application/json";
    private const string Csv = "text/csv";

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/statements/{month}", HandleAsync).WithSummary("The statement of a month").Allow(Scopes.UsageRead, Role.Admin);

    internal static async Task<Results<Ok<MonthlyStatement>, ContentHttpResult>> HandleAsync(
        string month, HttpContext context, TenantScope tenant, Statements statements, TimeProvider time, CancellationToken cancellationToken)
    {
        context.Response.Headers.Append(HeaderNames.Vary, HeaderNames.Accept);
        var asTable = WantsTable(context.Request);
        var statement = await statements.ReadAsync(tenant, Month.Read(month, time.GetUtcNow()), cancellationToken);
        if (!asTable)
        {
            return TypedResults.Ok(statement);
        }

        context.Response.Headers.ContentDisposition = $"attachment; filename=\"statement-{statement.Month}.csv\"";
        return TypedResults.Text(StatementCsv.Write(statement), "text/csv; header=present", Encoding.UTF8);
    }

    /// <exception cref="RefusedException">406: neither form is accepted.</exception>
    private static bool WantsTable(HttpRequest request)
    {
        // One that cannot be read names no wish.
        if (!MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted) || accepted.Count == 0)
        {
            return false;
        }

        var (json, csv) = (Weight(accepted, Json), Weight(accepted, Csv));
        return json <= 0 && csv <= 0
            ? throw new RefusedException(new(406, "not_acceptable", $"A statement comes as {Json} or {Csv}; name one of them in the Accept header."))
            : csv > json;
    }

    // The most specific of those that fit decides, as RFC 9110 says.
    private static double Weight(IList<MediaTypeHeaderValue> accepted, string type)
    {
        var asked = new MediaTypeHeaderValue(type);
        return accepted.Where(range => range.MatchesAllTypes || (range.MatchesAllSubTypes
                ? range.Type.Equals(asked.Type, StringComparison.OrdinalIgnoreCase)
                : range.MediaType.Equals(asked.MediaType, StringComparison.OrdinalIgnoreCase)))
            .OrderBy(range => range.MatchesAllTypes ? 2 : range.MatchesAllSubTypes ? 1 : 0)
            .Select(range => range.Quality ?? 1).FirstOrDefault();
    }
}
