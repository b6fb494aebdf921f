using System.Text;

namespace Parley.Orchestration;

/// <summary>The versioned texts that prompts are made of.</summary>
internal static class PromptFile
{
    /// <param name="file">Name and version, such as <c>answer.v1</c>.</param>
    public static string Load(string file)
    {
        using var stream = typeof(PromptFile).Assembly.GetManifestResourceStream($"Parley.Orchestration.Prompts.{file}.md")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n").Trim();
    }
}
