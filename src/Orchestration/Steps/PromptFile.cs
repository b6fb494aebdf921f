using System.Text;

namespace Parley.Orchestration;

/// <summary>The prompts that come with the program, each with its version in its name.</summary>
internal static class PromptFile
{
    public static string Load(string name)
    {
        using var stream = typeof(PromptFile).Assembly.GetManifestResourceStream($"Parley.Orchestration.Prompts.{name}.md")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n").Trim();
    }
}
