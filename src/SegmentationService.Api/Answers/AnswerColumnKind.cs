namespace SegmentationService.Api.Answers;

/// <summary>What the cells of a column hold. A cell may be empty in each.</summary>
internal enum AnswerColumnKind
{
    /// <summary>Text.</summary>
    Text,

    /// <summary>What names a customer: text, which a workbook shows as a number where it is a plain whole one, so that it can be looked up there.</summary>
    Id,

    /// <summary>Cells as somebody else gave them: text, which a workbook shows as a number where it is written as one, digits and a decimal point.</summary>
    Given,

    /// <summary>Whole numbers.</summary>
    Whole,

    /// <summary>Numbers, in the shortest form that reads back as the same double.</summary>
    Number,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    YesNo,
}
