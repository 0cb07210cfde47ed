# The strict reader.
libescore_a_SOURCES += \
	core/pdf/changes.h core/pdf/obj.h core/pdf/read.h core/pdf/sigs.h
