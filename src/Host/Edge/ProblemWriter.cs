using System.Text.Json;

namespace Parley.Host.Edge;

/// <summary>Brings the problems that the framework finds, such as failed validation, into the same form as all others.</summary>
internal sealed class ProblemWriter(Answers answers) : IProblemDetailsWriter
{
    public bool CanWrite(ProblemDetailsContext context) => true;

    public async ValueTask WriteAsync(ProblemDetailsContext context)
    {
        var status = context.ProblemDetails.Status ?? context.HttpContext.Response.StatusCode;
        var errors = context.ProblemDetails is HttpValidationProblemDetails invalid
            ? invalid.Errors.ToDictionary(pair => JsonName(pair.Key), pair => pair.Value)
            : null;
        var detail = errors is { Count: > 0 } ? string.Join(" ", errors.Values.SelectMany(sentences => sentences).Take(3)) : context.ProblemDetails.Detail;
        context.HttpContext.Response.StatusCode = status;
        await answers.WriteAsync(
            context.HttpContext,
            detail is null ? PlainRefusals.ForStatus(context.HttpContext) : new Refusal(status, "invalid_request", detail) { Errors = errors });
    }

    // Validation names members as C# does.
    private static string JsonName(string path) =>
        string.Join('.', path.Split('.').Select(JsonNamingPolicy.SnakeCaseLower.ConvertName));
}
