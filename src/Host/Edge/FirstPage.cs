using System.Security.Cryptography;
using System.Text;

namespace Parley.Host.Edge;

/// <summary>
/// Answers every address that the page itself routes, such as <c>/c/conv_…</c>, with the page's first file. A file that is asked for by name
/// and is not there stays a 404. Each load gets a word of its own by which the styles that belong to it are known.
/// </summary>
internal sealed class FirstPage
{
    public const string File = "index.html";

    // Where the build leaves room for the word.
    private const string Room = "{style-nonce}";
    private const int NonceBytes = 16;

    private readonly RequestDelegate _next;
    private readonly string _text;

    /// <param name="path">Of the page's first file.</param>
    public FirstPage(RequestDelegate next, string path)
    {
        _next = next;
        _text = System.IO.File.ReadAllText(path);
        if (!_text.Contains(Room, StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"The page at {path} has no room for {Room}. Build the page and the server from the same sources.");
        }
    }

    public Task InvokeAsync(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        if (!(HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)) || !IsFirst(request.Path))
        {
            return _next(context);
        }

        var nonce = new StyleNonce(Convert.ToBase64String(RandomNumberGenerator.GetBytes(NonceBytes)));
        var bytes = Encoding.UTF8.GetBytes(_text.Replace(Room, nonce.Value, StringComparison.Ordinal));
        context.Features.Set(nonce);
        response.ContentType = "text/html; charset=utf-8";
        response.ContentLength = bytes.Length;

        // A copy that is shown again would come with a word that is known by then.
        response.Headers.CacheControl = "no-store";
        return HttpMethods.IsHead(request.Method) ? Task.CompletedTask : response.Body.WriteAsync(bytes, context.RequestAborted).AsTask();
    }

    private static bool IsFirst(PathString path) => !Path.HasExtension(path.Value) || path.Equals("/" + File, StringComparison.OrdinalIgnoreCase);
}

/// <summary>The word of one load of the page that its style elements carry and its content security policy names.</summary>
internal sealed record StyleNonce(string Value);
