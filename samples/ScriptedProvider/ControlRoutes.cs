using System.Text.Json;

namespace Parley.ScriptedProvider;

/// <summary>How tests and people steer the program and see what it saw.</summary>
internal static class ControlRoutes
{
    public static void Map(IEndpointRouteBuilder routes, ScriptBook book, RequestLog log, ScriptedProviderOptions options)
    {
        routes.MapGet("/script", () => Results.Json(book.Page, ScriptText.Json));
        routes.MapDelete("/script", () =>
        {
            book.Reset();
            return Results.NoContent();
        });
        routes.MapPost("/release", () =>
        {
            book.Release();
            return Results.NoContent();
        });
        routes.MapPut("/script", (RequestDelegate)(context => AnswerAsync(context, body =>
        {
            book.Put(body.Deserialize<ScriptPage>(ScriptText.Json) ?? new(null, null, null));
            return book.Page;
        })));
        routes.MapPost("/expected", (RequestDelegate)(context => AnswerAsync(context, body =>
        {
            var request = ChatRequest.Read(body);
            var answer = Answer.To(request, book.Peek(request), options.Seed);
            return new { answer.Text, Tokens = answer.Pieces.Count, answer.FinishReason, answer.PromptTokens, answer.CompletionTokens, answer.ContinuesGivenText };
        })));
        routes.MapGet("/requests", () =>
        {
            var all = log.All;
            return Results.Json(new { Data = all, Running = all.Count(request => request.Outcome == "running") }, ScriptText.Json);
        });
        routes.MapDelete("/requests", () =>
        {
            log.Clear();
            return Results.NoContent();
        });
    }

    private static async Task AnswerAsync(HttpContext context, Func<JsonElement, object> answer)
    {
        try
        {
            await context.Response.WriteAsJsonAsync(answer(await Bodies.ReadAsync(context)), ScriptText.Json, context.RequestAborted);
        }
        catch (Exception exception) when (exception is ScriptException or JsonException)
        {
            await Errors.WriteAsync(context, 400, exception.Message);
        }
    }
}
