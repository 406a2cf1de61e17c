//! The tasks that models are asked to do, by the names that the Hub has for them.

use std::fmt;

/// A task with a verb of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Task {
    AudioClassification,
    AudioToAudio,
    AutomaticSpeechRecognition,
    /// Chat.
    Conversational,
    DocumentQuestionAnswering,
    FeatureExtraction,
    FillMask,
    ImageClassification,
    ImageSegmentation,
    ImageToImage,
    ImageToText,
    ImageToVideo,
    ObjectDetection,
    QuestionAnswering,
    SentenceSimilarity,
    Summarization,
    TableQuestionAnswering,
    TabularClassification,
    TabularRegression,
    TextClassification,
    TextGeneration,
    TextToImage,
    TextToSpeech,
    TextToVideo,
    TokenClassification,
    Translation,
    VisualQuestionAnswering,
    ZeroShotClassification,
    ZeroShotImageClassification,
}

/// Every task and its name.
const NAMES: &[(Task, &str)] = &[
    (Task::AudioClassification, "audio-classification"),
    (Task::AudioToAudio, "audio-to-audio"),
    (Task::AutomaticSpeechRecognition, "automatic-speech-recognition"),
    (Task::Conversational, "conversational"),
    (Task::DocumentQuestionAnswering, "document-question-answering"),
    (Task::FeatureExtraction, "feature-extraction"),
    (Task::FillMask, "fill-mask"),
    (Task::ImageClassification, "image-classification"),
    (Task::ImageSegmentation, "image-segmentation"),
    (Task::ImageToImage, "image-to-image"),
    (Task::ImageToText, "image-to-text"),
    (Task::ImageToVideo, "image-to-video"),
    (Task::ObjectDetection, "object-detection"),
    (Task::QuestionAnswering, "question-answering"),
    (Task::SentenceSimilarity, "sentence-similarity"),
    (Task::Summarization, "summarization"),
    (Task::TableQuestionAnswering, "table-question-answering"),
    (Task::TabularClassification, "tabular-classification"),
    (Task::TabularRegression, "tabular-regression"),
    (Task::TextClassification, "text-classification"),
    (Task::TextGeneration, "text-generation"),
    (Task::TextToImage, "text-to-image"),
    (Task::TextToSpeech, "text-to-speech"),
    (Task::TextToVideo, "text-to-video"),
    (Task::TokenClassification, "token-classification"),
    (Task::Translation, "translation"),
    (Task::VisualQuestionAnswering, "visual-question-answering"),
    (Task::ZeroShotClassification, "zero-shot-classification"),
    (Task::ZeroShotImageClassification, "zero-shot-image-classification"),
];

impl Task {
    /// All of them, in the order of their names.
    pub fn all() -> impl Iterator<Item = Self> {
        NAMES.iter().map(|(task, _)| *task)
    }

    /// The Hub's name for it.
    pub fn name(self) -> &'static str {
        NAMES.iter().find(|(task, _)| *task == self).map_or("", |(_, name)| name)
    }

    /// The task of that name.
    pub fn named(name: &str) -> Option<Self> {
        NAMES.iter().find(|(_, known)| *known == name).map(|(task, _)| *task)
    }

    /// The verb that asks for it.
    pub fn verb(self) -> &'static str {
        if self == Self::Conversational { "chat" } else { self.name() }
    }

    /// The media type that its answers should have, where there is a choice.
    pub(super) fn accepts(self) -> Option<&'static str> {
        matches!(self, Self::TextToImage | Self::ImageToImage).then_some("image/png")
    }
}

impl fmt::Display for Task {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::{NAMES, Task};

    #[test]
    fn every_task_has_one_name() {
        assert!(NAMES.is_sorted_by(|(_, a), (_, b)| a < b));
        for task in Task::all() {
            assert_eq!(Task::named(task.name()), Some(task));
        }
    }
}
