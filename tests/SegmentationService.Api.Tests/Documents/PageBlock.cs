namespace SegmentationService.Api.Tests.Documents;

/// <summary>A fenced block of a page.</summary>
/// <param name="Section">The heading that it stands below.</param>
/// <param name="Line">The number of its first fence's line, which is the index of its first line of text.</param>
/// <param name="End">The index of the line after its text.</param>
/// <param name="Language">What the fence says first, such as <c>sh</c>; empty for none.</param>
/// <param name="Mark">What the fence says then: <c>serves</c>, <c>no-run</c> with the reason, the name of a file, or nothing.</param>
/// <param name="Text">Its lines.</param>
internal sealed record PageBlock(string Section, int Line, int End, string Language, string Mark, string Text)
{
    private const string NoRun = "no-run";

    /// <summary>Commands of a shell.</summary>
    public bool IsCommands => Language == "sh";

    /// <summary>Commands that start a service, which does not end by itself.</summary>
    public bool IsService => IsCommands && Mark == "serves";

    /// <summary>A program or a table to save.</summary>
    public bool IsFile => Language.Length > 0 && !IsCommands && Mark.Length > 0;

    /// <summary>Why these commands are not run; null when they are, empty when no reason is given.</summary>
    public string? ReasonNotToRun => IsCommands && Mark.StartsWith(NoRun, StringComparison.Ordinal) ? Mark[NoRun.Length..].Trim() : null;

    /// <summary>Whether this is what those commands answer.</summary>
    public bool IsAnswerOf(PageBlock commands) => Section == commands.Section && Mark.Length == 0 && Language is "" or "json";
}
